"""Location and device: for reports in which server events would be missing otherwise."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from destinations.sdk import Personal, display_name, given, normalizing, upper_country_code
from destinations.sdk.families.events import agent_of

Text = Annotated[str | None, BeforeValidator(normalizing(display_name))]
City = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("city", sent="plain")]
Country = Annotated[str | None, BeforeValidator(normalizing(upper_country_code)), Personal("country", sent="plain")]


class Place(BaseModel):
    """Where it was; goes before what Google reads from the IP address."""

    model_config = ConfigDict(extra="forbid")

    city: City = Field(None, description="The city's name.")
    region_id: Text = Field(None, description="Country and subdivision (ISO 3166-2), such as US-CA.")
    country_id: Country = Field(None, description="Two letters (ISO 3166).")
    subcontinent_id: Text = Field(None, description="Number of the subcontinent (UN M49), such as 021.")
    continent_id: Text = Field(None, description="Number of the continent (UN M49), such as 019.")


class Device(BaseModel):
    """On what it was; what is missing is read from the user agent."""

    model_config = ConfigDict(extra="forbid")

    category: Text = Field(None, description="desktop, mobile, tablet, smart TV.")
    language: Text = Field(None, description="The language, such as en or en-US.")
    screen_resolution: Text = Field(None, description="Width and height, such as 1280x2856.")
    screen_width: float | None = Field(None, description="Both together say the resolution, where it is not given.")
    screen_height: float | None = None
    operating_system: Text = None
    operating_system_version: Text = None
    model: Text = None
    brand: Text = None
    browser: Text = None
    browser_version: Text = None


def device_on_the_wire(device: Device | None, user_agent: str | None) -> dict[str, Any]:
    """`device` as the protocol has it. Where an app reports its system itself, its user agent adds nothing."""
    own = given(device) if device else {}
    width, height = own.pop("screen_width", None), own.pop("screen_height", None)
    if width and height:
        own = {"screen_resolution": f"{width:.0f}x{height:.0f}", **own}
    if "operating_system" in own:
        return own
    agent = agent_of(user_agent)
    read = {
        "category": agent.kind,
        "operating_system": agent.system,
        "operating_system_version": agent.system_version,
        "model": agent.device,
        "brand": agent.brand,
        "browser": agent.browser,
        "browser_version": agent.browser_version,
    }
    return {**{name: value for name, value in read.items() if value is not None}, **own}
