"""The account, and how a call reaches it."""

from typing import Any, Self

from pydantic import Field, SecretStr, model_validator

from destinations.sdk import DefaultCountry, OAuth2, Request, Settings, refusal
from destinations.sdk.families.ads import Digits

HOST = "https://api.hubapi.com"


class HubSpotSettings(Settings):
    """A HubSpot account: the token of a private app, or an OAuth client and what somebody allowed it."""

    hub_id: Digits = Field(description="The account's number (Hub ID), which the names of its events begin with.")
    access_token: SecretStr | None = Field(None, description="A private app's access token.")
    client_id: str = Field("", description="In its place: the OAuth client,")
    client_secret: SecretStr | None = Field(None, description="its secret,")
    refresh_token: SecretStr | None = Field(None, description="and the refresh token that somebody's consent gave it.")
    company_id_property: str = Field(
        "company_id",
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A property of companies with unique values, by which they are known.",
    )
    version: str = Field("2026-03", pattern=r"^\d{4}-\d\d$", description="The API's version, a month.")
    default_country: DefaultCountry = None

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        has_client = bool(self.client_id and self.client_secret and self.refresh_token)
        if (self.access_token is not None) == has_client:
            raise refusal("set either access_token, or client_id, client_secret and refresh_token")
        return self

    def post(self, path: str, body: Any) -> Request:
        """A call to this account."""
        url = f"{HOST}{path}"
        if self.access_token is not None:
            return Request.post(url, json=body, bearer=self.access_token.get_secret_value())
        secret, token = (one.get_secret_value() if one else "" for one in (self.client_secret, self.refresh_token))
        return Request.post(url, json=body, oauth=OAuth2(f"{HOST}/oauth/v1/token", self.client_id, secret, token))
