# mypy: disable-error-code="arg-type,dict-item"
"""Public calls refuse what is of the wrong kind at once, by the argument's name and with what belongs there.

The rest of what may be wrong with values is in the tests of each call: `test_contract.py`, `test_delivery_retry.py`.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, get_origin

import pytest

import actions
from actions import Context, Project, Telemetry
from actions.kit import sdk as kit
from destinations import delivery, sdk
from destinations.delivery import Caps, Deliverer, RetryPolicy, Timeouts
from tests.actions.kit.contract.toy_destination import NOTE, TOY, Note, ToySettings

MAPPING = """
version: 1
destination: webhook
name: crm
settings: {url: "https://crm.example.com/in"}
actions: [{do: send, when: type = "track"}]
"""
EVENT = {"type": "track", "event": "E", "userId": "u"}
PROJECT = Project.from_texts({"crm.yaml": MAPPING})
STARTER = Path(actions.__file__).parent / "starter"
REQUEST = sdk.Request("POST", "https://a.example", {}, b"")


class Wrong:
    """What no argument is."""

    def __repr__(self) -> str:
        raise ValueError("nobody may ask")


def direct(**more: Any) -> object:
    return PROJECT.direct_deliverer({}, **more)


def outbox(folder: Path = Path("nowhere"), **more: Any) -> object:
    return PROJECT.deliverer({}, outbox=more.pop("outbox", folder / "o.db"), **more)


async def deliver(**more: Any) -> object:
    async with PROJECT.direct_deliverer({}, divert="http://127.0.0.1:9") as deliverer:
        return await deliverer.deliver(**more)


def ran(call: Callable[..., Any], **more: Any) -> object:
    return asyncio.run(call(**more))


def text(value: str) -> str | None:
    return value


# By name: the call, what it is given where it is right, and the arguments that take anything at all.
Call = tuple[Callable[..., Any], Mapping[str, Any], set[str]]
CALLS: dict[str, Call] = {
    "Project.load": (Project.load, {"path": STARTER, "environ": {}, "env": None}, set()),
    "Project.from_texts": (Project.from_texts, {"texts": {"a.yaml": MAPPING}, "environ": {}, "env": None}, set()),
    "Project.only": (PROJECT.only, {"instances": ["crm"]}, set()),
    "Project.decide": (PROJECT.decide, {"event": EVENT, "context": None, "type": "track"}, {"event"}),
    "Project.decide_many": (PROJECT.decide_many, {"events": [], "context": None, "type": "track"}, set()),
    "Project.explain": (PROJECT.explain, {"event": EVENT, "context": None, "type": "track"}, {"event"}),
    "Project.process_lines": (
        PROJECT.process_lines,
        {"data": b"", "context": None, "strict": False, "type": "track"},
        set(),
    ),
    "Project.requests": (PROJECT.requests, {"decisions": [], "environ": {}}, set()),
    "Project.deliverer": (
        outbox,
        {
            **dict.fromkeys(("outbox", "divert", "policy", "on_outcome", "on_exchange", "transport"), None),
            **dict.fromkeys(("caps", "telemetry", "instances"), None),
            "by_person": (),
        },
        set(),
    ),
    "Project.deliverer environ": (partial(Project.deliverer, PROJECT), {"environ": {}}, set()),
    "Project.direct_deliverer": (
        direct,
        {**dict.fromkeys(("divert", "instances", "policy", "on_exchange", "transport"), None), "patience": 1.0},
        set(),
    ),
    "Project.direct_deliverer environ": (partial(Project.direct_deliverer, PROJECT), {"environ": {}}, set()),
    "DirectDeliverer.deliver": (partial(ran, deliver), {"deliveries": []}, set()),
    "Context": (Context, {"now": datetime(2026, 3, 1, tzinfo=UTC), "type": "track"}, set()),
    "Telemetry": (Telemetry, {"meter_provider": None, "tracer_provider": None, "share": 0.5}, set()),
    "ActionType": (
        sdk.ActionType,
        {
            **{name: getattr(NOTE, name) for name in ("name", "payload", "build", "help", "limits", "batch_key")},
            **dict.fromkeys(("judge", "about", "success"), None),
        },
        set(),
    ),
    "Destination": (
        sdk.Destination,
        {
            "name": "toy",
            "title": "Toy",
            "settings": ToySettings,
            "action_types": (NOTE,),
            "help": "Keeps notes.",
            "names": (),
            "nicknames": (),
            "kind": None,
            "without": "",
            "forbids_people": False,
            "sdk": 1,
        },
        set(),
    ),
    "Limits": (
        sdk.Limits,
        {"items": 1, "bytes": 1, "requests_per_second": 1, "concurrency": 1, "rate_of": "type"},
        set(),
    ),
    "OAuth2": (
        sdk.OAuth2,
        {
            **dict.fromkeys(("token_url", "client_id", "client_secret", "refresh_token", "scope", "audience"), "x"),
            "auth": "form",
            "assertion": None,
        },
        set(),
    ),
    "Request": (
        sdk.Request,
        {
            "method": "POST",
            "url": "https://a.example",
            "headers": {},
            "body": b"",
            "items": (),
            **dict.fromkeys(("basic", "signer", "oauth"), None),
        },
        set(),
    ),
    "Request.post": (
        sdk.Request.post,
        {
            "url": "https://a.example",
            "json": [{}],
            **dict.fromkeys(("form", "content", "multipart", "params", "headers", "items"), None),
            **dict.fromkeys(("basic", "bearer", "oauth", "signer"), None),
        },
        set(),
    ),
    "Response": (
        sdk.Response,
        {"request": REQUEST, "status": 200, "headers": {}, "body": b"", "is_whole": True},
        set(),
    ),
    "Part": (sdk.Part, {"content": b"", "filename": "a", "type": "text/plain"}, set()),
    "Write": (sdk.Write, {"tool": "t", "target": "t", "rows": (), "items": (), "own": frozenset()}, set()),
    "Write.of": (sdk.Write.of, {"tool": "t", "target": "t", "rows": (), "items": None, "own": ()}, set()),
    # A reason and a wait often come from an answer, which may hold anything.
    "Rejected": (sdk.Rejected, {"reason": "r", "batch": False}, {"reason"}),
    "Retry": (sdk.Retry, {"reason": "r", "after": None, "counts": True, "pause": False}, {"reason", "after"}),
    "outcome_of": (
        sdk.outcome_of,
        {"code": 1, "reason": "r", "pause": (), "wait": (), "again": ()},
        {"code", "reason"},
    ),
    "AmountRole": (sdk.AmountRole, {"is_beside": False}, set()),
    "MarkupRole": (sdk.MarkupRole, {"raw": "raw"}, set()),
    "PersonRole": (sdk.PersonRole, {"known_as": "user"}, set()),
    "Personal": (sdk.Personal, {"kind": "city", "sent": "plain"}, set()),
    "ScopeRole": (sdk.ScopeRole, {"must_be_found": False}, set()),
    "check_headers": (sdk.check_headers, {"headers": {}}, set()),
    "complete_phone": (sdk.complete_phone, {"value": "1", "country": None}, {"value", "country"}),
    "display_name": (sdk.display_name, {"text": "a"}, set()),
    "exponent": (sdk.exponent, {"currency": "USD"}, set()),
    "from_minor": (sdk.from_minor, {"minor": 1, "currency": "USD"}, set()),
    "to_minor": (sdk.to_minor, {"amount": Decimal(1), "currency": "USD"}, set()),
    "hashing": (sdk.hashing, {"normal": text}, set()),
    "hashing_contact": (sdk.hashing_contact, {"normal": text}, set()),
    "hashing_id": (sdk.hashing_id, {"normal": text}, set()),
    "normalizing": (sdk.normalizing, {"normal": text}, set()),
    "normalize_email": (sdk.normalize_email, {"text": "a@b.example"}, set()),
    "normalize_name": (sdk.normalize_name, {"text": "a"}, set()),
    "normalize_phone": (sdk.normalize_phone, {"text": "+442079460018"}, set()),
    "upper_country_code": (sdk.upper_country_code, {"text": "de"}, set()),
    "sha256_hex": (sdk.sha256_hex, {"text": "a"}, set()),
    "one_of": (sdk.one_of, {"refused": "no", "filled": False}, set()),
    "rule": (sdk.rule, {"function": text}, set()),
    "sets": (sdk.sets, {"field": "value", "function": text}, set()),
    "unchanged_up_to": (sdk.unchanged_up_to, {"field": "value", "most": 1}, set()),
    "refusal": (sdk.refusal, {"message": "no"}, set()),
    "unusable": (sdk.unusable, {"parts": {}}, set()),
    "roles_of": (sdk.roles_of, {"model": Note}, set()),
    "read_id": (sdk.read_id, {"value": "u"}, {"value"}),
    "to_json": (sdk.to_json, {"value": {}}, set()),
    "shown": (sdk.shown, {"value": 1}, {"value"}),
    "Caps": (
        Caps,
        {"rows": 1, "bytes": 1, "letters": 1, "letter_days": 1.0, "reserve": 1, "own": {}, "own_bytes": {}},
        set(),
    ),
    "RetryPolicy": (
        RetryPolicy,
        {name: getattr(RetryPolicy(), name) for name in RetryPolicy.__dataclass_fields__},
        set(),
    ),
    "Timeouts": (Timeouts, {"connect": 1.0, "total": 1.0}, set()),
    "Deliverer": (
        Deliverer,
        {
            "instances": {},
            "divert": None,
            "policy": RetryPolicy(),
            "timeouts": Timeouts(),
            "on_exchange": None,
            "patience": 1.0,
            "transport": None,
            "ca_files": {},
        },
        set(),
    ),
    "declare": (
        kit.declare,
        {"signature": "a_b(text: text) -> text", "help": "It.", "body": text, "charge": None, "check": None},
        set(),
    ),
    "Example": (kit.Example, {"expression": "a", "subject": {}, "expected": 1}, {"subject", "expected"}),
    "Refusal": (kit.Refusal, {"expression": "a", "subject": {}, "words": "no"}, {"subject"}),
    "SecretProvider": (kit.SecretProvider, {"name": "vault", "find": text}, set()),
}
# What nobody makes or calls, but gets, derives from, or writes as an annotation; and `hookimpl`, which marks.
GIVEN_ONLY = {
    *{"Decision", "Fired", "NotFired", "Failed", "Outcome", "Project", "ProjectError", "Receipt"},
    *{"Payload", "Settings", "Success", "Writer", "Sent", "hookimpl", "Function", "Row", "Rows", "given"},
    *{"CodeRole", "ConsentRole", "CurrencyRole", "DedupeRole", "QuantityRole", "TimeRole"},
    *{"Delivered", "Delivery", "DelivererError", "Exchange", "WireRequest", "WireResponse"},
}
ROWS = [
    pytest.param(call, given, name, id=f"{title}: {name}")
    for title, (call, given, anything) in CALLS.items()
    for name in given
    if name not in anything
]


@pytest.mark.parametrize(("call", "given", "name"), ROWS)
def test_an_argument_of_the_wrong_kind_is_refused_by_its_name(
    call: Callable[..., Any], given: Mapping[str, Any], name: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as refused:
        call(**{**given, name: Wrong()})
    output = str(refused.value)
    assert "Wrong" in output
    assert name.rstrip("s") in output or WORDS[name] in output, output
    assert not any(words in output for words in ("object has no attribute", "not supported between", "must be str")), (
        output
    )


# Where the message calls the argument by what it is.
WORDS = {
    "decisions": "decisions are wanted",
    "deliveries": "decisions are wanted",
    "context": "a Context is wanted",
    "events": "many events are wanted",
    "data": "as bytes",
    "by_person": "instances",
    "json": "JSON",
    "value": "JSON",
}


async def build_later(notes: list[Note], settings: ToySettings) -> None:
    """What delivery would never wait for."""


# What is of the right class and out of bounds, or nearly of the right one.
VALUES = [
    pytest.param(lambda: sdk.Limits(items=0), "items is 0, an int; write a whole number from 1", id="no items"),
    pytest.param(lambda: sdk.Limits(items="50"), "items is '50', a str; write a whole", id="items as a text"),
    pytest.param(lambda: sdk.Limits(items=1.5), "items is 1.5, a float; write a whole", id="half an item"),
    pytest.param(lambda: sdk.Limits(items=True), "items is True, a bool; write a whole", id="items: true"),
    pytest.param(lambda: sdk.Limits(requests_per_second=-1), "requests_per_second is -1", id="a negative rate"),
    pytest.param(lambda: sdk.Limits(requests_per_second=float("nan")), "requests_per_second is nan", id="no rate"),
    pytest.param(lambda: sdk.Limits(requests_per_second=float("inf")), "requests_per_second is inf", id="endless rate"),
    pytest.param(lambda: sdk.Limits(requests_per_second=1e-9), "write a number from 1.15741e-05", id="once in years"),
    pytest.param(lambda: sdk.Limits(requests_per_second="10/s"), "'10/s', a str; write a number", id="a rate in words"),
    pytest.param(lambda: sdk.Limits(concurrency=0), "concurrency is 0", id="no request at once"),
    pytest.param(lambda: sdk.Limits(concurrency=10**9), "write a whole number from 1 to 10000", id="all at once"),
    pytest.param(lambda: sdk.Limits(rate_of="accont"), "write one of 'type', 'account'", id="a rate of nobody"),
    pytest.param(lambda: replace(NOTE, limits=sdk.Limits), "limits is the class Limits; write a Limits", id="a class"),
    pytest.param(lambda: replace(NOTE, limits={"items": 50}), "a dict; write a Limits", id="limits as a dict"),
    pytest.param(lambda: replace(NOTE, build="build_notes"), "a str; write a plain function", id="a text"),
    pytest.param(lambda: replace(NOTE, build=build_later), "write a plain function (def, without async)", id="async"),
    pytest.param(
        lambda: replace(NOTE, rows="row"), "rows is 'row', a str; write a plain function", id="rows as a text"
    ),
    pytest.param(lambda: replace(NOTE, request=5), "request is 5, an int; write a plain function", id="no request"),
    pytest.param(lambda: replace(NOTE, judge="x"), "judge is 'x', a str", id="a judge that is no function"),
    pytest.param(lambda: replace(NOTE, batch_key="currency"), "batch_key is 'currency', a str", id="a key's name"),
    pytest.param(lambda: replace(NOTE, about="orders"), "write one of 'order', 'refund', or None", id="about orders"),
    pytest.param(lambda: replace(NOTE, success="json"), "success is 'json', a str; write a Success", id="a success"),
    pytest.param(lambda: replace(NOTE, help=None), "help is None; write a text", id="no help"),
    pytest.param(lambda: replace(NOTE, name=None), "an ActionType: name is None; write a text", id="no name of a type"),
    pytest.param(lambda: replace(NOTE, name=" "), "write a text that says something", id="a blank name"),
    pytest.param(lambda: replace(NOTE, payload=dict), "payload of note is the class dict; write a class", id="a dict"),
    pytest.param(lambda: replace(TOY, name=None), "a Destination: name is None", id="no name of a destination"),
    pytest.param(lambda: replace(TOY, action_types=NOTE), "an ActionType; write a tuple of", id="one type alone"),
    pytest.param(lambda: replace(TOY, action_types=("note",)), "write a tuple of ActionTypes", id="names of types"),
    pytest.param(lambda: replace(TOY, names="Toy CRM"), "'Toy CRM', a str; write a tuple of texts", id="one name"),
    pytest.param(lambda: replace(TOY, kind="crm"), "write one of 'analytics', 'messages'", id="a kind of its own"),
    pytest.param(
        lambda: sdk.Request.post("https://a.example", json=[{}], bearer=ToySettings(api_key="k").api_key),
        "bearer is a SecretStr; write a text; of a SecretStr, settings.api_key.get_secret_value()",
        id="a secret that was not taken out",
    ),
    pytest.param(lambda: sdk.OAuth2("https://a", "me", "s", auth="Basic"), "write one of 'form', 'basic'", id="auth"),
    pytest.param(
        lambda: sdk.OAuth2("https://a", "me", "s", "r", assertion=lambda _: "x"),
        "one way to a token: refresh_token= or assertion=",
        id="two ways to a token",
    ),
    pytest.param(lambda: RetryPolicy(attempts=0), "attempts is 0, an int; write a whole", id="no attempt"),
    pytest.param(lambda: RetryPolicy(max_age="1h"), "'1h', a str; write a number from 0", id="an age in words"),
    pytest.param(lambda: Caps(own={"crm": "many"}), "write a dict from", id="a cap in words"),
    pytest.param(lambda: outbox(telemetry=5), "telemetry is a Telemetry, not int", id="telemetry that is a number"),
    pytest.param(lambda: Context("2026-03-01"), "write datetime.fromisoformat(text)", id="a moment as a text"),
]


@pytest.mark.parametrize(("call", "words"), VALUES)
def test_what_is_out_of_bounds_is_reported_with_what_to_write(call: Callable[[], object], words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as refused:
        call()
    assert words in str(refused.value)


@pytest.mark.parametrize("title", CALLS)
def test_what_is_right_is_taken(title: str) -> None:
    call, given, _ = CALLS[title]
    call(**given)


@pytest.mark.parametrize("module", [actions, sdk, delivery, kit], ids=lambda one: one.__name__)
def test_the_table_has_every_public_call(module: Any) -> None:
    called = {name for name in module.__all__ if callable(getattr(module, name))}
    aliases = {name for name in called if get_origin(getattr(module, name)) or name == "OpenWriter"}
    assert called - aliases - GIVEN_ONLY - {title.split(".")[0] for title in CALLS} == set()
