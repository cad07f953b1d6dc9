"""The workspace, and the aliases of devices in it."""

from typing import Any, Literal

from pydantic import Field, SecretStr

from destinations.sdk import DefaultCountry, Request, Settings

Row = dict[str, Any]
# vendor: /user_guide/administer/personal/sdk_endpoints.
Instance = Literal[
    "iad-01", "iad-02", "iad-03", "iad-04", "iad-05", "iad-06", "iad-07", "iad-08",
    "us-10", "fra-01", "fra-02", "au-01", "id-01", "jp-01",
]  # fmt: skip


class BrazeSettings(Settings):
    """A Braze workspace."""

    api_key: SecretStr = Field(
        description="A REST API key with users.track, and users.identify and users.delete where needed."
    )
    instance: Instance = Field(description="As in your REST endpoint, rest.….braze.com: fra-02 and the like.")
    app_id: str | None = Field(None, description="The app that events and purchases are counted for.")
    alias_label: str = Field("anonymous_id", min_length=1, description="The label of anonymous people's aliases.")
    update_existing_only: bool = Field(False, description="Make no new profiles.")
    default_country: DefaultCountry = None

    def post(self, path: str, body: Row) -> Request:
        """A call to this workspace."""
        host = f"rest.{self.instance}.braze.{'eu' if self.instance.startswith('fra') else 'com'}"
        return Request.post(f"https://{host}{path}", json=body, bearer=self.api_key.get_secret_value())


def alias_of(anonymous_id: str, settings: BrazeSettings) -> Row:
    """The alias that a device has."""
    return {"alias_name": anonymous_id, "alias_label": settings.alias_label}
