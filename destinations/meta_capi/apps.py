"""`app_data` of events in apps: tracking consent, and the app and the device in a list of Meta's order.

Vendor's page: developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/app-data: "all values are
required and must be in the order indexed below. If a value is missing, fill with an empty string as a placeholder";
`version` is a2 for Android and i2 for iOS, and "OS version" is required, as `advertiser_tracking_enabled` is.
"""

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from destinations.sdk import ConsentRole, refusal
from destinations.sdk.families.ads import Text

VERSIONS: Final = {"ios": "i2", "android": "a2"}
# What extinfo holds behind its version, in this order.
ORDER: Final = (
    *("package", "version", "build", "os_version", "device_model", "locale", "time_zone_short", "carrier"),
    *("screen_width", "screen_height", "screen_density", "cpu_cores", "storage", "free_storage", "time_zone"),
)
LENGTH: Final = 1 + len(ORDER)
NEEDED: Final = ("system", "os_version", "tracking_allowed")


def read_system(value: Any) -> Any:
    """The system in small letters; None of one that Meta does not know."""
    return (value.lower() if value.lower() in VERSIONS else None) if isinstance(value, str) else value


class App(BaseModel):
    """The app and the device that it ran on."""

    model_config = ConfigDict(extra="forbid")

    system: Annotated[Text | None, BeforeValidator(read_system)] = Field(None, description="ios or android.")
    package: Text | None = Field(None, description="The app's package: com.example.shop.")
    version: Text | None = Field(None, description="The app's version.")
    build: Text | None = Field(None, description="The app's version at length.")
    os_version: Text | None = Field(None, description="The system's version.")
    device_model: Text | None = Field(None, description="The device's model.")
    locale: Text | None = Field(None, description="Language and country: en_US.")
    time_zone_short: Text | None = Field(None, description="The time zone in letters: PDT.")
    carrier: Text | None = Field(None, description="Who runs the network.")
    screen_width: Text | None = Field(None, description="Of the screen, in pixels.")
    screen_height: Text | None = Field(None, description="Of the screen, in pixels.")
    screen_density: Text | None = Field(None, description="Of the screen.")
    cpu_cores: Text | None = Field(None, description="How many cores the device has.")
    storage: Text | None = Field(None, description="External storage, in GB.")
    free_storage: Text | None = Field(None, description="What is free of it, in GB.")
    time_zone: Text | None = Field(None, description="The device's time zone: America/New_York.")
    tracking_allowed: Annotated[bool, ConsentRole()] | None = Field(
        None, description="Whether the person lets apps of others track them (on iOS, App Tracking Transparency)."
    )
    app_tracking_allowed: Annotated[bool, ConsentRole()] | None = Field(
        None, description="Whether the person lets this app track them."
    )

    def on_the_wire(self) -> dict[str, Any]:
        """The fields of app_data that are known."""
        allowed = {
            "advertiser_tracking_enabled": self.tracking_allowed,
            "application_tracking_enabled": self.app_tracking_allowed,
        }
        data: dict[str, Any] = {name: int(value) for name, value in allowed.items() if value is not None}
        if self.system and self.os_version:
            data["extinfo"] = [VERSIONS[self.system], *(getattr(self, name) or "" for name in ORDER)]
        return data


def check_app(action_source: str | None, app: App | None, app_data: dict[str, Any] | None) -> None:
    """Nothing; a refusal of an app's event without what Meta requires of it."""
    if action_source != "app":
        return
    if app_data and "extinfo" in app_data:
        given = app_data["extinfo"]
        if not (isinstance(given, list) and len(given) == LENGTH):
            raise refusal(f"app_data.extinfo is a list of {LENGTH} values; map app.system, app.os_version and the like")
        return
    missing = [f"app.{name}" for name in NEEDED if getattr(app, name, None) is None]
    if missing:
        raise refusal(
            f"Meta takes an event of an app only with {' and '.join(missing)}; map what is known of the device"
        )
