"""The signature of OAuth 1.0a (RFC 5849), by HMAC-SHA1, as X asks for it."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha1, sha256
from hmac import new as hmac_of
from urllib.parse import quote


def signing(
    method: str, url: str, consumer: tuple[str, str], token: tuple[str, str]
) -> Callable[[bytes, datetime], dict[str, str]]:
    """What signs a request of a JSON body, which is not a part of the signature, at the moment when it is sent.

    `consumer` and `token` are each a name and its secret. The nonce is made of the body and the moment, so that no two
    requests of one second have the same.
    """

    def sign(body: bytes, now: datetime) -> dict[str, str]:
        parameters = {
            "oauth_consumer_key": consumer[0],
            "oauth_nonce": sha256(body + now.isoformat().encode()).hexdigest()[:32],
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(now.timestamp())),
            "oauth_token": token[0],
            "oauth_version": "1.0",
        }
        signature = signature_of(base_text(method, url, parameters), consumer[1], token[1])
        signed = {**parameters, "oauth_signature": signature}
        listed = ", ".join(f'{name}="{escaped(value)}"' for name, value in sorted(signed.items()))
        return {"authorization": f"OAuth {listed}"}

    return sign


def signature_of(base: str, consumer_secret: str, token_secret: str) -> str:
    """The text signed with both secrets (section 3.4.2)."""
    key = f"{escaped(consumer_secret)}&{escaped(token_secret)}"
    return b64encode(hmac_of(key.encode(), base.encode(), sha1).digest()).decode()


def base_text(method: str, url: str, parameters: Mapping[str, str]) -> str:
    """What is signed: the method, the URL without its query, and the parameters in order (section 3.4.1).

    >>> base_text("post", "https://a.example/x", {"b": "2 3", "a": "1"})
    'POST&https%3A%2F%2Fa.example%2Fx&a%3D1%26b%3D2%25203'
    """
    pairs = sorted((escaped(name), escaped(value)) for name, value in parameters.items())
    listed = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join((method.upper(), escaped(url), escaped(listed)))


def escaped(text: str) -> str:
    """The text in the form of RFC 3986, in which letters, digits and `-._~` alone stand for themselves.

    >>> escaped("Ladies + Gentlemen")
    'Ladies%20%2B%20Gentlemen'
    """
    return quote(text, safe="-._~")
