"""The account, and how a call reaches it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr

from destinations.sdk import DefaultCountry, OAuth2, Request, Settings
from destinations.sdk.families.ads import Digits, without_empty

HOST, TOKEN_URL = "https://datamanager.googleapis.com/v1", "https://oauth2.googleapis.com/token"


class GoogleAdsSettings(Settings):
    """An account and its conversion action, and an OAuth client with the scope datamanager."""

    customer_id: Digits = Field(description="The account that owns the conversion action, such as 123-456-7890.")
    conversion_action: Digits = Field(description="The conversion action's number, where an action names no other.")
    login_customer_id: Digits | None = Field(None, description="The manager account through which it is reached.")
    client_id: str = Field(description="The OAuth client.")
    client_secret: SecretStr = Field(description="Its secret.")
    refresh_token: SecretStr = Field(description="The refresh token that a user's consent gave it.")
    validate_only: bool = Field(default=False, description="Whether Google only checks, and keeps nothing.")
    customer_match_terms: bool = Field(
        default=False,
        description="Whether you have accepted Google's terms of Customer Match; lists of people need it.",
    )
    default_country: DefaultCountry = None

    def call(self, path: str, target: str, body: Mapping[str, Any]) -> Request:
        """A call for a conversion action or a list."""
        login = self.login_customer_id
        destination = {
            "operatingAccount": {"accountType": "GOOGLE_ADS", "accountId": self.customer_id},
            "loginAccount": {"accountType": "GOOGLE_ADS", "accountId": login} if login else None,
            "productDestinationId": target,
        }
        whole = {
            "destinations": [without_empty(destination)],
            **body,
            "encoding": "HEX",
            "validateOnly": self.validate_only,
        }
        secret, token = self.client_secret.get_secret_value(), self.refresh_token.get_secret_value()
        oauth = OAuth2(token_url=TOKEN_URL, client_id=self.client_id, client_secret=secret, refresh_token=token)
        return Request.post(f"{HOST}/{path}", json=whole, oauth=oauth)
