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
(`EpochSeconds`, `EpochMillis`, `EpochMicros`, `IsoTime`), ids (`UserId`, `AnonymousId`, `DedupeId`), people
(`HashedEmail`, `HashedPhone`, `HashedName`; `Email`, `Phone`, `PlainName`, `IpAddress` where a tool wants them
plain). Each has a role, and `Personal` gives one to a field of a plugin's own. Settings may hold a `WebAddress`
and `Networks`. A validator refuses a value with `raise refusal("what is wrong; what to write")`. A tool that
reports failures by row has a `judge`, which answers `Sent`, `Retry` or `Rejected` per payload. `success` says what
its answers are when it has taken what it got (`Success`).
"""

from destinations.sdk.destination import About, ActionType, Destination, Limits
from destinations.sdk.encode import to_json
from destinations.sdk.fields.addresses import Networks, WebAddress
from destinations.sdk.fields.identity import (
    AnonymousId,
    DedupeId,
    Email,
    HashedEmail,
    HashedName,
    HashedPhone,
    IpAddress,
    Phone,
    PlainName,
    UserId,
    hashing,
    normal_email,
    normal_name,
    normal_phone,
    plain,
    sha256_hex,
)
from destinations.sdk.fields.money.amounts import Amount, Currency, Quantity, from_minor, to_minor
from destinations.sdk.fields.money.currencies import exponent
from destinations.sdk.fields.roles import (
    AmountRole,
    CodeRole,
    ConsentRole,
    CurrencyRole,
    DedupeRole,
    Personal,
    PersonRole,
    QuantityRole,
    Role,
    ScopeRole,
    TimeRole,
    roles_of,
)
from destinations.sdk.fields.times import EpochMicros, EpochMillis, EpochSeconds, IsoTime
from destinations.sdk.hooks import hookimpl
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent, Success, outcome_of
from destinations.sdk.payload import Payload
from destinations.sdk.refusal import refusal, shown, unusable
from destinations.sdk.request import OAuth2, Request, Response, Signer, check_headers
from destinations.sdk.settings import Settings
from destinations.sdk.write import OpenWriter, Write, Writer

__all__ = [
    "About",
    "ActionType",
    "Amount",
    "AmountRole",
    "AnonymousId",
    "CodeRole",
    "ConsentRole",
    "Currency",
    "CurrencyRole",
    "DedupeId",
    "DedupeRole",
    "Destination",
    "Email",
    "EpochMicros",
    "EpochMillis",
    "EpochSeconds",
    "HashedEmail",
    "HashedName",
    "HashedPhone",
    "IpAddress",
    "IsoTime",
    "Limits",
    "Networks",
    "OAuth2",
    "OpenWriter",
    "Outcome",
    "Payload",
    "PersonRole",
    "Personal",
    "Phone",
    "PlainName",
    "Quantity",
    "QuantityRole",
    "Rejected",
    "Request",
    "Response",
    "Retry",
    "Role",
    "ScopeRole",
    "Sent",
    "Settings",
    "Signer",
    "Success",
    "TimeRole",
    "UserId",
    "WebAddress",
    "Write",
    "Writer",
    "check_headers",
    "exponent",
    "from_minor",
    "hashing",
    "hookimpl",
    "normal_email",
    "normal_name",
    "normal_phone",
    "outcome_of",
    "plain",
    "refusal",
    "roles_of",
    "sha256_hex",
    "shown",
    "to_json",
    "to_minor",
    "unusable",
]
