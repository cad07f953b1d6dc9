"""The organization, and how a call reaches it."""

from pydantic import Field, SecretStr

from destinations.sdk import DefaultCountry, OAuth2, Request, Rows, Settings


class SalesforceSettings(Settings):
    """A Salesforce organization, and a client that may write to it."""

    instance_url: str = Field(
        pattern=r"^https://[a-z0-9.-]+\.salesforce\.com$",
        description="The organization's own domain: https://acme.my.salesforce.com.",
    )
    client_id: str = Field(min_length=1, description="The consumer key of an external client app.")
    client_secret: SecretStr = Field(description="Its consumer secret.")
    refresh_token: SecretStr | None = Field(
        None, description="A user's refresh token; without one the client asks for itself (client credentials)."
    )
    external_id_field: str = Field(
        "External_Id__c",
        pattern=r"^[A-Za-z][A-Za-z0-9_]*$",
        description="The field of type External ID that leads, contacts and opportunities are known by.",
    )
    multi_currency: bool = Field(default=False, description="Whether the organization has several currencies.")
    version: str = Field("62.0", pattern=r"^\d{2}\.0$", description="The API's version.")
    default_country: DefaultCountry = None

    def patch(self, path: str, rows: Rows) -> Request:
        """A call that creates or updates these records of one object."""
        token = self.refresh_token.get_secret_value() if self.refresh_token else ""
        secret = self.client_secret.get_secret_value()
        oauth = OAuth2(f"{self.instance_url}/services/oauth2/token", self.client_id, secret, token)
        url = f"{self.instance_url}/services/data/v{self.version}/composite/sobjects/{path}"
        return Request.patch(url, json={"allOrNone": False, "records": rows}, oauth=oauth)
