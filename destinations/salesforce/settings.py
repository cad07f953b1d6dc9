"""The organization, and how a call reaches it."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from destinations.salesforce.assertion import Assertion
from destinations.sdk import DefaultCountry, OAuth2, Request, Rows, Settings, refusal

LOGIN, SANDBOX = "https://login.salesforce.com", "https://test.salesforce.com"


class SalesforceSettings(Settings):
    """A Salesforce organization, and a client that may write to it."""

    instance_url: str = Field(
        pattern=r"^https://[a-z0-9.-]+\.salesforce\.com$",
        description="The organization's own domain: https://acme.my.salesforce.com.",
    )
    client_id: str = Field(min_length=1, description="The consumer key of an external client app.")
    client_secret: SecretStr | None = Field(None, description="Its consumer secret.")
    refresh_token: SecretStr | None = Field(
        None, description="A user's refresh token; without one the client asks for itself (client credentials)."
    )
    private_key: SecretStr | None = Field(
        None, description="In place of client_secret: the private key (PEM) of the certificate that the app has."
    )
    username: str = Field("", description="With it: the user who writes.")
    audience: str = Field(
        "",
        pattern=r"^(https://[a-z0-9.-]+(/[A-Za-z0-9_/-]*)?)?$",
        description="With it: where users log in; else login.salesforce.com, or test.salesforce.com of a sandbox.",
    )
    external_id_field: str = Field(
        "External_Id__c",
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
        description="The field of type External ID that leads, contacts and opportunities are known by.",
    )
    multi_currency: bool = Field(default=False, description="Whether the organization has several currencies.")
    version: str = Field("62.0", pattern=r"^\d{2}\.0$", description="The API's version.")
    default_country: DefaultCountry = None

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        has_key = self.private_key is not None
        if has_key == (self.client_secret is not None) or has_key != bool(self.username):
            raise refusal("set either client_secret, or private_key and username")
        if has_key and self.refresh_token is not None:
            raise refusal("a refresh_token goes with client_secret, not with private_key")
        return self

    def oauth(self) -> OAuth2:
        """The way to a token: what the client signs, a user's refresh token, or the client's own secret."""
        url = f"{self.instance_url}/services/oauth2/token"
        if self.private_key is not None:
            audience = self.audience or (SANDBOX if ".sandbox." in self.instance_url else LOGIN)
            key = self.private_key.get_secret_value()
            return OAuth2(url, self.client_id, "", assertion=Assertion(self.client_id, self.username, audience, key))
        secret, token = (one.get_secret_value() if one else "" for one in (self.client_secret, self.refresh_token))
        return OAuth2(url, self.client_id, secret, token)

    def patch(self, path: str, rows: Rows) -> Request:
        """A call that creates or updates these records of one object."""
        url = f"{self.instance_url}/services/data/v{self.version}/composite/sobjects/{path}"
        return Request.patch(url, json={"allOrNone": False, "records": rows}, oauth=self.oauth())
