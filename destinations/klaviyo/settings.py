"""The account, and the form of resources in its API."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, SecretStr

from destinations.sdk import DefaultCountry, Request, Settings

MEDIA = "application/vnd.api+json"

Json = dict[str, Any]


class KlaviyoSettings(Settings):
    """A Klaviyo account."""

    api_key: SecretStr = Field(description="A private API key that may write events, profiles and data privacy.")
    revision: str = Field("2026-04-15", pattern=r"^\d{4}-\d\d-\d\d$", description="The API's revision, a date.")
    default_country: DefaultCountry = None

    def post(self, path: str, data: Any, items: Sequence[int] | None = None) -> Request:
        """A call with one resource."""
        return self.call("POST", path, data, items)

    def call(self, method: str, path: str, data: Any, items: Sequence[int] | None = None) -> Request:
        """A call about a resource, or about several."""
        key = {"authorization": f"Klaviyo-API-Key {self.api_key.get_secret_value()}", "revision": self.revision}
        headers = {**key, "content-type": MEDIA, "accept": MEDIA}
        url = f"https://a.klaviyo.com/api/{path}"
        return Request.post(url, json={"data": data}, headers=headers, items=items, method=method)


def resource(kind: str, attributes: Json) -> Json:
    """A resource of JSON:API."""
    return {"type": kind, "attributes": attributes}
