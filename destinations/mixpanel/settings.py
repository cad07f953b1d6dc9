"""The project, its region and its credentials."""

from typing import Any, Literal, Self
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator, model_validator

from destinations.sdk import Settings, refusal, shown

HOSTS = {
    "us": "https://api.mixpanel.com",
    "eu": "https://api-eu.mixpanel.com",
    "in": "https://api-in.mixpanel.com",
}


class MixpanelSettings(Settings):
    """A Mixpanel project.

    Events are imported with the service account if there is one, else with the API secret, else with the
    token (vendor: /reference/import-events, "Authentication"). Profiles need the token only.
    """

    project_token: SecretStr = Field(description="Project settings, Access keys, Project token.")
    region: Literal["us", "eu", "in"] = Field("us", description="Where the project's data lives: us, eu or in.")
    api_secret: SecretStr | None = Field(None, description="The project's older API secret.")
    service_account_user: str | None = Field(None, description="A service account's user name.")
    service_account_password: SecretStr | None = Field(None, description="Its password.")
    project_id: str | None = Field(
        None, pattern=r"^[0-9]+$", description="The project's number, with a service account."
    )

    @property
    def host(self) -> str:
        """Scheme and host of the region's ingestion servers."""
        return HOSTS[self.region]

    @property
    def import_url(self) -> str:
        """Where events go. Strict: the vendor checks each row and says which ones it refused."""
        project = f"&project_id={quote(self.project_id)}" if self.service_account_user and self.project_id else ""
        return f"{self.host}/import?strict=1{project}"

    @property
    def credentials(self) -> tuple[str, str]:
        """User and password for importing events."""
        if self.service_account_user and self.service_account_password:
            return self.service_account_user, self.service_account_password.get_secret_value()
        return (self.api_secret or self.project_token).get_secret_value(), ""

    @property
    def token(self) -> str:
        """The project token, as it stands in bodies."""
        return self.project_token.get_secret_value()

    @field_validator("region", mode="before")
    @classmethod
    def _any_case(cls, region: Any) -> str:
        name = region.strip().lower() if isinstance(region, str) else ""
        if name not in HOSTS:
            raise refusal(f"{shown(region)} is not a region of Mixpanel; write us, eu or in")
        return name

    @field_validator("project_id", mode="before")
    @classmethod
    def _digits(cls, project: Any) -> Any:
        return str(project) if isinstance(project, int) and not isinstance(project, bool) else project

    @model_validator(mode="after")
    def _whole_service_account(self) -> Self:
        parts = {
            "service_account_user": self.service_account_user,
            "service_account_password": self.service_account_password,
            "project_id": self.project_id,
        }
        missing = [name for name, value in parts.items() if value is None]
        if 0 < len(missing) < len(parts):
            raise refusal(f"a service account also needs {' and '.join(missing)}")
        return self
