"""The property and its stream."""

from typing import Literal, Self
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator, model_validator

from destinations.sdk import DefaultCountry, Settings, refusal, shown

# vendor: protocol/ga4/reference, "Transport": the second keeps collection in the EU.
HOSTS = {"global": "https://www.google-analytics.com", "eu": "https://region1.google-analytics.com"}


class Ga4Settings(Settings):
    """A web stream (`measurement_id`) or an app stream (`firebase_app_id`)."""

    measurement_id: str | None = Field(None, description="A web stream's id, G-… (Admin, Data streams).")
    firebase_app_id: str | None = Field(None, description="An app stream's id in Firebase, 1:123:android:…")
    api_secret: SecretStr = Field(description="Admin, Data streams, Measurement Protocol API secrets.")
    region: Literal["global", "eu"] = Field("global", description="eu: collected by servers in the EU.")
    late_events: Literal["clamp", "drop"] = Field(
        "clamp", description="Events over 72 hours old: clamp moves them to 72 hours ago, drop discards them."
    )
    default_country: DefaultCountry = None

    @property
    def url(self) -> str:
        """Where hits go, with stream and secret; Firebase wants the colons of its ids unescaped."""
        stream = (
            f"measurement_id={quote(self.measurement_id)}"
            if self.measurement_id
            else f"firebase_app_id={quote(self.firebase_app_id or '', safe=':')}"
        )
        return f"{HOSTS[self.region]}/mp/collect?{stream}&api_secret={quote(self.api_secret.get_secret_value())}"

    @field_validator("measurement_id")
    @classmethod
    def _of_this_product(cls, stream: str | None) -> str | None:
        if stream is not None and (stream.upper().startswith("UA-") or stream.isdigit()):
            raise refusal(f"{shown(stream)} is not the id of a GA4 web stream; write the one that begins with G-")
        return stream

    @model_validator(mode="after")
    def _one_stream(self) -> Self:
        if (self.measurement_id is None) == (self.firebase_app_id is None):
            raise refusal("give one of measurement_id (a web stream) and firebase_app_id (an app stream)")
        return self
