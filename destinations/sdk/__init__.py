"""The SDK: everything that a destination plugin imports.

A plugin is settings, payload models and pure functions. It declares them as data:

    class Greet(Payload):
        name: str

    def to_row(greet: Greet, settings: GreeterSettings) -> dict[str, Any]:
        return {"name": greet.name}

    def post_rows(rows: Rows, settings: GreeterSettings) -> Request:
        return Request.post(settings.url, json=rows)

    GREET = ActionType("greet", Greet, rows=to_row, request=post_rows, help="Say hello.")
    GREETER = Destination("greeter", "Greeter", GreeterSettings, (GREET,), "Says hello to people.")

    @hookimpl
    def register_destinations() -> list[Destination]:
        return [GREETER]

Types for fields that most tools have: money (`Amount`, `SideAmount`, `Currency`, `Quantity`),
times (`EpochSeconds`, `EpochMillis`, `EpochMicros`, `IsoTime`), ids (`UserId`, `AnonymousId`, `GroupId`, `DedupeId`),
ids and codes of things (`Code`), pages (`PageUrl`), people (`HashedEmail`, `HashedPhone`, `HashedName`; `Email`,
`Phone`, `PlainName`, `Company`, `JobTitle`, `IpAddress`, `UserAgent` where a tool wants them unhashed). Each has a
role, and `Personal` gives one to a field of a plugin's own. Settings may hold a `WebAddress`, `Networks` and a
`DefaultCountry` of phone numbers. A validator refuses a value with `raise refusal("what is wrong; what to write")`. A
tool that reports failures by row has a `judge`, which answers `Sent`, `Retry` or `Rejected` per payload. `success` says
what its answers are when it has taken what it got (`Success`). What fields have to be together is said by `one_of`,
`rule` and `sets`.
"""

from typing import TYPE_CHECKING

from destinations.renamed import old_names
from destinations.sdk.destination import About, ActionType, Destination, Limits, hookimpl
from destinations.sdk.encode import Part, to_json
from destinations.sdk.fields.addresses import Networks, PageUrl, WebAddress
from destinations.sdk.fields.identity import (
    AnonymousId,
    Code,
    Company,
    DedupeId,
    Email,
    GroupId,
    HashedEmail,
    HashedName,
    HashedPhone,
    IpAddress,
    JobTitle,
    Phone,
    PlainName,
    UserAgent,
    UserId,
    display_name,
    normalize_email,
    normalize_name,
)
from destinations.sdk.fields.money.amounts import Amount, Currency, Quantity, SideAmount, from_minor, to_minor
from destinations.sdk.fields.money.currencies import exponent
from destinations.sdk.fields.people.countries import DefaultCountry, upper_country_code
from destinations.sdk.fields.people.hashes import hashing, hashing_contact, hashing_id, normalizing, sha256_hex
from destinations.sdk.fields.people.ids import read_id
from destinations.sdk.fields.people.phones import complete_phone, normalize_phone
from destinations.sdk.fields.roles import (
    AmountRole,
    CodeRole,
    ConsentRole,
    CurrencyRole,
    DedupeRole,
    MarkupRole,
    Personal,
    PersonRole,
    QuantityRole,
    Role,
    ScopeRole,
    TimeRole,
    roles_of,
)
from destinations.sdk.fields.rules import one_of, rule, sets, unchanged_up_to
from destinations.sdk.fields.times import EpochMicros, EpochMillis, EpochSeconds, IsoTime
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent, Success, outcome_of
from destinations.sdk.payload import Payload
from destinations.sdk.refusal import refusal, shown, unusable
from destinations.sdk.request import OAuth2, Request, Response, Signer, check_headers
from destinations.sdk.rows.given import given
from destinations.sdk.rows.rows import Row, Rows
from destinations.sdk.settings import Settings
from destinations.sdk.write import OpenWriter, Write, Writer

if not TYPE_CHECKING:
    __getattr__ = old_names(__name__)

__all__ = [
    "About",
    "ActionType",
    "Amount",
    "AmountRole",
    "AnonymousId",
    "Code",
    "CodeRole",
    "Company",
    "ConsentRole",
    "Currency",
    "CurrencyRole",
    "DedupeId",
    "DedupeRole",
    "DefaultCountry",
    "Destination",
    "Email",
    "EpochMicros",
    "EpochMillis",
    "EpochSeconds",
    "GroupId",
    "HashedEmail",
    "HashedName",
    "HashedPhone",
    "IpAddress",
    "IsoTime",
    "JobTitle",
    "Limits",
    "MarkupRole",
    "Networks",
    "OAuth2",
    "OpenWriter",
    "Outcome",
    "PageUrl",
    "Part",
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
    "Row",
    "Rows",
    "ScopeRole",
    "Sent",
    "Settings",
    "SideAmount",
    "Signer",
    "Success",
    "TimeRole",
    "UserAgent",
    "UserId",
    "WebAddress",
    "Write",
    "Writer",
    "check_headers",
    "complete_phone",
    "display_name",
    "exponent",
    "from_minor",
    "given",
    "hashing",
    "hashing_contact",
    "hashing_id",
    "hookimpl",
    "normalize_email",
    "normalize_name",
    "normalize_phone",
    "normalizing",
    "one_of",
    "outcome_of",
    "read_id",
    "refusal",
    "roles_of",
    "rule",
    "sets",
    "sha256_hex",
    "shown",
    "to_json",
    "to_minor",
    "unchanged_up_to",
    "unusable",
    "upper_country_code",
]
