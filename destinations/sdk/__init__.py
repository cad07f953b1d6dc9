"""All that a destination plugin imports.

A plugin is settings, payload models and pure functions. It declares them as data:

    class Greet(Payload):
        name: str

    def build_greetings(rows: Sequence[Greet], settings: GreeterSettings) -> Request:
        return Request.post(settings.url, json=[{"name": row.name} for row in rows])

    GREET = ActionType("greet", Greet, build_greetings, "Say hello.")
    GREETER = Destination("greeter", "Greeter", GreeterSettings, (GREET,), "Says hello to people.")

    @hookimpl
    def register_destinations() -> list[Destination]:
        return [GREETER]

Fields that every tool has in its own way have types here: money (`Amount`, `Currency`, `Quantity`), moments
(`EpochSeconds`, `EpochMillis`, `EpochMicros`, `IsoTime`), people (`HashedEmail`, `HashedPhone`,
`HashedName`). A validator refuses a value with `raise refusal("what is wrong; what to write")`. A tool that
reports failures by row has a `judge`, which answers `Sent`, `Retry` or `Rejected` per payload.
"""

from destinations.sdk.destination import ActionType, Destination, Limits
from destinations.sdk.encode import to_json
from destinations.sdk.hooks import hookimpl
from destinations.sdk.identity import HashedEmail, HashedName, HashedPhone, hashing, normal_email, sha256_hex
from destinations.sdk.money import Amount, Currency, Quantity, exponent, from_minor, to_minor
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent, outcome_of
from destinations.sdk.payload import Payload
from destinations.sdk.refusal import refusal, shown
from destinations.sdk.request import Request, Response, Signer, check_headers
from destinations.sdk.settings import Settings
from destinations.sdk.times import EpochMicros, EpochMillis, EpochSeconds, IsoTime

__all__ = [
    "ActionType",
    "Amount",
    "Currency",
    "Destination",
    "EpochMicros",
    "EpochMillis",
    "EpochSeconds",
    "HashedEmail",
    "HashedName",
    "HashedPhone",
    "IsoTime",
    "Limits",
    "Outcome",
    "Payload",
    "Quantity",
    "Rejected",
    "Request",
    "Response",
    "Retry",
    "Sent",
    "Settings",
    "Signer",
    "check_headers",
    "exponent",
    "from_minor",
    "hashing",
    "hookimpl",
    "normal_email",
    "outcome_of",
    "refusal",
    "sha256_hex",
    "shown",
    "to_json",
    "to_minor",
]
