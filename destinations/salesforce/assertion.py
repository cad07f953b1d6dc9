"""What a client signs with its private key to get a token, in the form of Salesforce's JWT bearer flow (RFC 7523)."""

from dataclasses import dataclass, field
from datetime import datetime

from destinations.sdk.families.writers import require_extra

# Salesforce refuses one that ends more than three minutes after it came.
SECONDS = 170


@dataclass(frozen=True, slots=True)
class Assertion:
    """Says that the client acts for the user; `audience` is where users of the organization log in."""

    client_id: str
    username: str
    audience: str
    private_key: str = field(repr=False)

    def __call__(self, now: datetime) -> str:
        """The signed text, good for about three minutes; ValueError for a key that is none."""
        with require_extra("salesforce"):
            import jwt
        claims = {"iss": self.client_id, "sub": self.username, "aud": self.audience}
        # In a variable of the environment, line ends are often written as two characters.
        key = self.private_key.replace("\\n", "\n")
        try:
            return jwt.encode({**claims, "exp": int(now.timestamp()) + SECONDS}, key, algorithm="RS256")
        except (ValueError, TypeError, AttributeError, jwt.PyJWTError) as error:  # a public key cannot `sign`
            raise ValueError(
                "private_key is not an RSA key in PEM form without a passphrase; write the whole file, its first and"
                " last line included"
            ) from error
