"""A generator of untidy orders: each kind changes one value of a tidy order, and says what is right of it.

What is right is written here, or follows from what the tool's payload requires and from the roles of its fields; the
engine is asked for tidy events alone, to learn which fields of a payload a value of the event comes to.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Final

from destinations.sdk import CodeRole, DedupeRole, PersonRole
from tests.untidy.rows import HAT

Path = tuple[str | int, ...]
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


@dataclass(frozen=True)
class Reads:
    """The value is taken as another one, without a word; None stands for a value that is missing."""

    value: Any


@dataclass(frozen=True)
class LeftOut:
    """The tool goes without the value, and that is said; where it cannot, or would mean something else, it fails."""


@dataclass(frozen=True)
class Refused:
    """The action fails, whatever its fields: the event has no `time` or `identity`, or nothing `required` is left."""

    point: str


Outcome = Reads | LeftOut | Refused
LEFT_OUT: Final = LeftOut()
MISSING: Final = Reads(None)


@dataclass(frozen=True)
class Kind:
    """A value at a path of the event, and what becomes of it; `by_role` where it differs for fields of a role.

    A role is a class, or the pair of a kind of personal value and of how it is sent.
    """

    name: str
    path: Path
    value: Any
    outcome: Outcome
    by_role: Mapping[Any, Outcome] = field(default_factory=dict)

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        return with_value(event, self.path, self.value)


LAST: Final = {
    "product_id": "p2",
    "sku": "s2",
    "name": "Cup",
    "price": 3,
    "quantity": 1,
    "brand": "Own",
    "category": "Cups",
}
TIDY: Final[dict[str, Any]] = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "m-1",
    "userId": "u_1",
    "anonymousId": "an-1",
    "timestamp": "2026-11-28T10:00:00.000Z",
    "context": {
        "ip": "203.0.113.9",
        "userAgent": "UA",
        "page": {"url": "https://shop.example/x", "title": "Thanks"},
        "consent": {"ad_user_data": True, "ad_personalization": True, "opt_out": False, "limited_data_use": False},
        "traits": {
            "email": "ada@example.com",
            "phone": "+4722123456",
            "firstName": "Ada",
            "lastName": "Lovelace",
            "birthday": "1990-02-16",
            "gender": "f",
            "address": {"city": "Oslo", "state": "Viken", "postalCode": "0150", "country": "NO"},
        },
    },
    "properties": {
        "order_id": "A7",
        "revenue": 13.5,
        "currency": "EUR",
        "coupon": "MAY",
        "affiliation": "Web",
        "tax": 1,
        "shipping": 2,
        "discount": 0.5,
        "products": [{**HAT, "brand": "Best", "category": "Hats"}, LAST],
    },
}
PROPERTIES: Final = ("properties",)
LINE: Final = ("properties", "products", 0)
TRAITS: Final = ("context", "traits")
CONSENT: Final = ("context", "consent")
ADDRESS: Final = (*TRAITS, "address")
# Another tidy value for each that is changed, by which its fields are found.
OTHER: Final[dict[Path, Any]] = {
    (*PROPERTIES, "order_id"): "B8",
    (*PROPERTIES, "coupon"): "JUNE",
    (*PROPERTIES, "affiliation"): "App",
    (*PROPERTIES, "revenue"): 14.25,
    (*PROPERTIES, "currency"): "GBP",
    (*PROPERTIES, "tax"): 3,
    (*PROPERTIES, "shipping"): 4,
    (*PROPERTIES, "discount"): 0.25,
    (*PROPERTIES, "products"): [{"product_id": "x9"}],
    (*LINE, "product_id"): "p9",
    (*LINE, "sku"): "s9",
    (*LINE, "name"): "Cap",
    (*LINE, "brand"): "Next",
    (*LINE, "category"): "Caps",
    (*LINE, "price"): 6.25,
    (*LINE, "quantity"): 3,
    (*TRAITS, "email"): "bob@example.com",
    (*TRAITS, "phone"): "+4722123457",
    (*TRAITS, "firstName"): "Bob",
    (*TRAITS, "lastName"): "Byron",
    (*TRAITS, "birthday"): "1991-03-17",
    (*TRAITS, "gender"): "m",
    (*ADDRESS, "city"): "Bergen",
    (*ADDRESS, "state"): "Vestland",
    (*ADDRESS, "postalCode"): "5003",
    (*ADDRESS, "country"): "SE",
    ("context", "ip"): "203.0.113.10",
    ("context", "userAgent"): "Browser",
    ("context", "page", "url"): "https://shop.example/y",
    (*CONSENT, "ad_user_data"): False,
    (*CONSENT, "ad_personalization"): False,
    (*CONSENT, "opt_out"): True,
    (*CONSENT, "limited_data_use"): True,
    ("userId",): "u_2",
    ("timestamp",): "2026-11-28T11:00:00.000Z",
}
TEXTS: Final = {
    **{name: (*PROPERTIES, name) for name in ("order_id", "coupon", "affiliation")},
    **{f"{name} of a line": (*LINE, name) for name in ("product_id", "sku", "name", "brand", "category")},
}
AMOUNTS: Final = {
    **{name: (*PROPERTIES, name) for name in ("revenue", "tax", "shipping", "discount")},
    "price of a line": (*LINE, "price"),
}
NAMES: Final = {
    **{name: (*TRAITS, name) for name in ("firstName", "lastName")},
    **{name: (*ADDRESS, name) for name in ("city", "state", "postalCode")},
}
PEOPLE: Final = {**NAMES, "email": (*TRAITS, "email"), "phone": (*TRAITS, "phone"), "country": (*ADDRESS, "country")}
LOCAL: Final = "phone is a local number"
IDS: Final = (CodeRole, DedupeRole, PersonRole)
BLANKS: Final = {"empty": "", "of white space": " \t"}


# A text of Slack is composed of the order's id: true is a word of it, a list or an object leaves nothing to say.
COMPOSED: Final[dict[tuple[str, str], Outcome]] = {
    ("slack", "order_id is true"): Reads(True),
    ("slack", "order_id is false"): Reads(False),
    ("slack", "order_id is a list"): Refused("required"),
    ("slack", "order_id is an object"): Refused("required"),
}


def kinds_of(tool: str) -> dict[str, Kind]:
    """All kinds of untidiness as this tool has them."""
    return {name: replace(kind, outcome=COMPOSED.get((tool, name), kind.outcome)) for name, kind in kinds().items()}


def kinds() -> dict[str, Kind]:
    """All kinds of untidiness, by name."""
    return {
        one.name: one for one in (*_blanks(), *_texts(), *_amounts(), *_people(), *_consents(), *_lines(), *_whole())
    }


def _blanks() -> Iterator[Kind]:
    everywhere = {
        **TEXTS,
        **AMOUNTS,
        **PEOPLE,
        "currency": (*PROPERTIES, "currency"),
        "quantity of a line": (*LINE, "quantity"),
    }
    everywhere |= {"ip": ("context", "ip"), "userAgent": ("context", "userAgent"), "page": ("context", "page", "url")}
    for name, path in everywhere.items():
        for blank, value in BLANKS.items():
            # `||`, with which default mappings go on from one id to the next, takes white space for a value.
            if not (value.strip() == "" != value and path == (*LINE, "product_id")):
                yield Kind(f"{name} is {blank}", path, value, MISSING)


def _texts() -> Iterator[Kind]:
    for name, path in TEXTS.items():
        yield Kind(f"{name} is a list", path, ["x"], LEFT_OUT)
        yield Kind(f"{name} is an object", path, {"a": 1}, LEFT_OUT)
        yield Kind(f"{name} is true", path, True, LEFT_OUT)
        yield Kind(f"{name} is false", path, False, MISSING)
        yield Kind(f"{name} is a number", path, 2024, Reads("2024"))
        yield Kind(f"{name} is a whole float", path, 12345.0, Reads("12345.0"), dict.fromkeys(IDS, Reads("12345")))


def _amounts() -> Iterator[Kind]:
    for name, path in AMOUNTS.items():
        tidy = value_at(TIDY, path)
        no_amounts: tuple[Any, ...] = ("abc", "1,019.99", "€1.019", "$20", "10,50", True, ["5"], {"amount": 5})
        for value in no_amounts:
            yield Kind(f"{name} is {json.dumps(value, ensure_ascii=False)}", path, value, LEFT_OUT)
        for value in (f"€{tidy}", f"{tidy} EUR", f" {tidy} "):
            yield Kind(f"{name} is {value!r}", path, value, Reads(tidy))
    no_currencies: tuple[Any, ...] = ("XXQ", "coins", "kr", True, 978, ["EUR"], {"code": "EUR"})
    for value in no_currencies:
        yield Kind(f"currency is {json.dumps(value)}", (*PROPERTIES, "currency"), value, LEFT_OUT)
    for value in ("eur", " EUR ", "€"):
        yield Kind(f"currency is {value!r}", (*PROPERTIES, "currency"), value, Reads("EUR"))


def _people() -> Iterator[Kind]:
    for name, path in PEOPLE.items():
        for said, value in {"a list": ["x"], "an object": {"a": 1}, "true": True}.items():
            yield Kind(f"{name} is {said}", path, value, LEFT_OUT)
    for name, path in NAMES.items():
        yield Kind(f"{name} is a hash", path, HASH, LEFT_OUT)
    hashed = {("email", "sha256"): Reads("ada@example.com")}
    yield Kind("email is its hash", (*TRAITS, "email"), HASH, LEFT_OUT, hashed)
    for value in ("ada at example", "@", 123):
        yield Kind(f"email is {value!r}", (*TRAITS, "email"), value, LEFT_OUT)
    for value in ("call me", "123", "n/a", 0):
        yield Kind(f"phone is {value!r}", (*TRAITS, "phone"), value, LEFT_OUT)
    # The country of the address completes a number that is hashed for matching, and none by which people are reached.
    local = {("phone", "sha256"): Reads("+4722123456")}
    yield Kind(LOCAL, (*TRAITS, "phone"), "22 12 34 56", LEFT_OUT, local)
    yield Kind("country is not a country", (*ADDRESS, "country"), "Atlantis", LEFT_OUT)
    yield Kind("ip is that of a private network", ("context", "ip"), "10.0.0.1", LEFT_OUT)
    yield Kind("ip is a word", ("context", "ip"), "unknown", LEFT_OUT)
    for value in ("10.0.0.1, 203.0.113.9", ["10.0.0.1", "203.0.113.9"]):
        yield Kind(f"ip is two, {value!r}", ("context", "ip"), value, Reads("203.0.113.9"))


def _consents() -> Iterator[Kind]:
    for name in value_at(TIDY, CONSENT):
        path = (*CONSENT, name)
        no_consents: tuple[Any, ...] = ("maybe", 2, ["denied"], {"granted": False}, "undefined")
        for value in no_consents:
            yield Kind(f"{name} is {json.dumps(value)}", path, value, LEFT_OUT)
        for value, meant in (("true", True), ("no", False), (0, False), (1, True)):
            yield Kind(f"{name} is written {json.dumps(value)}", path, value, Reads(meant))
        yield Kind(f"{name} is empty", path, "", MISSING)


def _lines() -> Iterator[Kind]:
    products: Path = (*PROPERTIES, "products")
    whole = value_at(TIDY, products)
    yield Kind("products are one object", products, whole[0], Reads(whole[:1]))
    yield Kind("products are JSON", products, json.dumps(whole), Reads(whole))
    yield Kind("products are an empty object", products, {}, MISSING)
    yield Kind("products are an empty text", products, "", MISSING)
    yield Kind("products are a word", products, "mug", LEFT_OUT)
    odd: tuple[Any, ...] = ("two", True, [2], {"n": 2})
    for value in odd:
        yield Kind(f"quantity of a line is {json.dumps(value)}", (*LINE, "quantity"), value, LEFT_OUT)
    yield Kind("quantity of a line is a text", (*LINE, "quantity"), "2", Reads(2))


def _whole() -> Iterator[Kind]:
    yield Kind("time is not a time", ("timestamp",), "invalid", Refused("time"))
    yield Kind("time is an object", ("timestamp",), {}, Refused("time"))
    yield Kind("person is true", ("userId",), True, Refused("identity"))
    yield Kind("person is a list", ("userId",), ["u"], Refused("identity"))
    yield Kind("person is an empty text", ("userId",), "", MISSING)


def value_at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def with_value(event: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of the event in which `value` stands at the path; None takes away what stands there."""
    event = deepcopy(event)
    around = value_at(event, path[:-1])
    if value is None:
        around.pop(path[-1], None)
    else:
        around[path[-1]] = value
    return event
