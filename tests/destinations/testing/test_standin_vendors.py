"""What the stand-in's vendors accept and refuse: their published rules, one by one."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook

from destinations.ga4 import stand_in as ga4
from destinations.mixpanel import stand_in as mixpanel
from destinations.testing import Answer, Call
from destinations.webhook import stand_in as webhook

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
MICROS = SECONDS * 1_000_000
BASIC = {"authorization": "Basic " + b64encode(b"token:").decode()}


def call(path: str, body: Any, query: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Call:
    sent = body if isinstance(body, bytes) else orjson.dumps(body)
    return Call("POST", "vendor.example", path, query, headers or {}, sent, NOW)


def event(name: Any = "Signed Up", **properties: Any) -> dict[str, Any]:
    given = {"time": SECONDS, "distinct_id": "u1", "$insert_id": "m-1", **properties}
    return {"event": name, "properties": {key: value for key, value in given.items() if value is not ...}}


def imported(rows: Any, strict: str = "1", headers: Mapping[str, str] = BASIC) -> Answer:
    return mixpanel.answer(call("/import", rows, {"strict": strict}, headers))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(event(), id="an event"),
        pytest.param(event(time=SECONDS * 1000), id="time in milliseconds"),
        pytest.param(event(time=SECONDS + 3600), id="an hour ahead"),
        pytest.param(event(time=31_536_000), id="the first moment of 1971"),
        pytest.param(event(distinct_id=""), id="nobody in particular"),
        pytest.param(event(**{"$insert_id": "a" * 36}), id="the longest insert id"),
        pytest.param(event(a={"b": {"c": {"d": 1}}}), id="nested three deep"),
        pytest.param(event(**{f"p{n}": n for n in range(251)}), id="254 properties"),
    ],
)
def test_mixpanel_takes_a_good_event(row: dict[str, Any]) -> None:
    answer = imported([row])
    assert (answer.status, answer.accepted, answer.refusals) == (200, (row,), ())
    assert orjson.loads(answer.body)["num_records_imported"] == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        pytest.param(event(None), "event", id="no name"),
        pytest.param(event(""), "event", id="an empty name"),
        pytest.param(event(time=...), "properties.time", id="no time"),
        pytest.param(event(time="2026-03-01"), "properties.time", id="time as text"),
        pytest.param(event(time=True), "properties.time", id="time as a boolean"),
        pytest.param(event(time=31_535_999), "properties.time", id="before 1971"),
        pytest.param(event(time=SECONDS + 3601), "properties.time", id="more than an hour ahead"),
        pytest.param(event(distinct_id=...), "properties.distinct_id", id="no distinct id"),
        pytest.param(event(distinct_id=7), "properties.distinct_id", id="a number as distinct id"),
        pytest.param(event(distinct_id="null"), "properties.distinct_id", id="null in letters"),
        pytest.param(event(distinct_id="Anonymous"), "properties.distinct_id", id="a placeholder in capitals"),
        pytest.param(
            event(distinct_id="00000000-0000-0000-0000-000000000000"), "properties.distinct_id", id="the zero id"
        ),
        pytest.param(event(**{"$insert_id": ...}), "properties.$insert_id", id="no insert id"),
        pytest.param(event(**{"$insert_id": "a" * 37}), "properties.$insert_id", id="an insert id too long"),
        pytest.param(event(**{"$insert_id": "a_b"}), "properties.$insert_id", id="an insert id with _"),
        pytest.param(event(**{"$insert_id": "n-a", "distinct_id": "n/a"}), "properties.distinct_id", id="n/a"),
        pytest.param(event(**{f"p{n}": n for n in range(252)}), "properties", id="255 properties"),
        pytest.param(event(a=list(range(255))), "properties", id="a list of 255"),
        pytest.param(event(a={"b": {"c": {"d": {"e": 1}}}}), "properties", id="nested too deep"),
        pytest.param(event(a="a" * 1_000_000), "event", id="over a megabyte"),
        pytest.param({"event": "x"}, "properties", id="no properties"),
        pytest.param("x", "properties", id="a text for an event"),
    ],
)
def test_mixpanel_names_a_bad_event_and_takes_the_others(row: Any, field: str) -> None:
    answer = imported([event(), row, event()])
    said = orjson.loads(answer.body)
    assert (answer.status, said["num_records_imported"], len(answer.accepted)) == (400, 2, 2)
    assert [(one["index"], one["field"]) for one in said["failed_records"]] == [(1, field)]


@pytest.mark.parametrize(
    ("rows", "headers", "status"),
    [
        pytest.param([event()], {}, 401, id="no credentials"),
        pytest.param([event()], {"authorization": "Basic Og=="}, 401, id="no user name"),
        pytest.param([event()], {"authorization": "Basic %%%"}, 401, id="credentials that are not base64"),
        pytest.param([event()], {"authorization": "Bearer token"}, 401, id="another scheme"),
        pytest.param([event()] * 2001, BASIC, 413, id="2001 events"),
        pytest.param([event(a="x" * 2_000_000)], BASIC, 413, id="more than 2 MB"),
        pytest.param([], BASIC, 400, id="no events"),
        pytest.param({}, BASIC, 400, id="an object"),
        pytest.param(b"[", BASIC, 400, id="no JSON"),
    ],
)
def test_mixpanel_refuses_a_whole_import(rows: Any, headers: Mapping[str, str], status: int) -> None:
    answer = imported(rows, headers=headers)
    assert (answer.status, answer.accepted, [one.row for one in answer.refusals]) == (status, (), [None])


def test_mixpanel_without_strict_takes_what_is_good_and_keeps_quiet() -> None:
    answer = imported([event(), event("")], strict="0")
    assert (answer.status, len(answer.accepted), len(answer.refusals)) == (200, 1, 1)
    assert "failed_records" not in orjson.loads(answer.body)


PERSON = {"$token": "t", "$distinct_id": "u1", "$set": {"a": 1}}
GROUP = {"$token": "t", "$group_key": "company", "$group_id": "acme", "$set": {"a": 1}}


@pytest.mark.parametrize(
    ("path", "row", "error"),
    [
        pytest.param("/engage", PERSON, None, id="a person"),
        pytest.param("/groups", GROUP, None, id="a group"),
        pytest.param("/engage", PERSON | {"$token": ""}, "$token, missing or empty", id="no token"),
        pytest.param("/engage", {"$token": "t", "$set": {}}, "$distinct_id, missing or empty", id="nobody"),
        pytest.param(
            "/engage", PERSON | {"$distinct_id": "NULL"}, "$distinct_id, this value is not allowed", id="placeholder"
        ),
        pytest.param("/engage", {"$token": "t", "$distinct_id": "u"}, "no operation such as $set", id="nothing to do"),
        pytest.param("/groups", PERSON, "$group_key, missing or empty", id="a person among groups"),
        pytest.param("/engage", 7, "a profile update must be an object", id="a number"),
    ],
)
def test_mixpanel_tells_of_profiles_in_the_body_and_never_in_the_status(path: str, row: Any, error: Any) -> None:
    verbose = mixpanel.answer(call(path, [row], {"verbose": "1"}))
    assert orjson.loads(verbose.body) == {"error": error, "status": int(error is None)}
    assert verbose.status == 200
    assert mixpanel.answer(call(path, [row], {})).body == (b"1" if error is None else b"0")


STREAM = {"measurement_id": "G-1", "api_secret": "s"}


def hit(name: Any = "sign_up", more: Any = None, **params: Any) -> dict[str, Any]:
    return {"client_id": "c.1", "events": [{"name": name, "params": params}], **(more or {})}


def complaints(body: Any, query: Mapping[str, str] = STREAM) -> list[tuple[str, str]]:
    answer = ga4.answer(call("/debug/mp/collect", body, query))
    messages = orjson.loads(answer.body)["validationMessages"]
    return [(message["fieldPath"], message["validationCode"]) for message in messages]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(hit(), id="an event"),
        pytest.param(hit(value=0, currency="USD"), id="nothing at all is a value"),
        pytest.param(
            hit("purchase", transaction_id="T", value=9.5, currency="EUR", items=[{"item_id": "a"}]), id="buy"
        ),
        pytest.param(hit("x" * 40), id="the longest name"),
        pytest.param(hit(page_location="x" * 1000), id="a long address of a page"),
        pytest.param(
            hit(more={"timestamp_micros": MICROS - 10 * 86_400_000_000}), id="late, where that is put up with"
        ),
        pytest.param(hit(more={"user_properties": {"plan": {"value": "pro"}}}), id="a user property"),
    ],
)
def test_ga4_has_nothing_to_say_of_a_good_hit(body: Any) -> None:
    assert complaints(body) == []


LATE = {"timestamp_micros": MICROS - 4 * 86_400_000_000, "validation_behavior": "ENFORCE_RECOMMENDATIONS"}


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        pytest.param(hit("_started"), ("events[0].name", "NAME_RESERVED"), id="an underscore in front"),
        pytest.param(hit("ga_x"), ("events[0].name", "NAME_RESERVED"), id="a reserved prefix"),
        pytest.param(hit("first_open"), ("events[0].name", "NAME_RESERVED"), id="a reserved name"),
        pytest.param(hit("Button Clicked"), ("events[0].name", "NAME_INVALID"), id="a blank"),
        pytest.param(hit("9lives"), ("events[0].name", "NAME_INVALID"), id="a digit in front"),
        pytest.param(hit("x" * 41), ("events[0].name", "NAME_INVALID"), id="a name too long"),
        pytest.param(hit(None), ("events[0].name", "VALUE_REQUIRED"), id="no name"),
        pytest.param(hit(value=1), ("events[0].params.currency", "VALUE_REQUIRED"), id="value without currency"),
        pytest.param(hit(value="1", currency="USD"), ("events[0].params.value", "VALUE_INVALID"), id="a text as value"),
        pytest.param(hit(currency="usd"), ("events[0].params.currency", "VALUE_INVALID"), id="lower case"),
        pytest.param(hit("refund"), ("events[0].params.transaction_id", "VALUE_REQUIRED"), id="a refund of what"),
        pytest.param(hit(a={}), ("events[0].params.a", "VALUE_INVALID"), id="an object"),
        pytest.param(hit(a=None), ("events[0].params.a", "VALUE_INVALID"), id="null"),
        pytest.param(hit(a="x" * 101), ("events[0].params.a", "VALUE_OUT_OF_BOUNDS"), id="a text too long"),
        pytest.param(hit(**{"a b": 1}), ("events[0].params.a b", "NAME_INVALID"), id="a parameter's name"),
        pytest.param(hit(items={}), ("events[0].params.items", "VALUE_INVALID"), id="items that are not a list"),
        pytest.param(hit(items=[{}]), ("events[0].params.items[0]", "VALUE_REQUIRED"), id="an item without a name"),
        pytest.param(
            hit(items=[{"item_id": "a"}] * 201), ("events[0].params.items", "EXCEEDED_MAX_ENTITIES"), id="201 items"
        ),
        pytest.param(
            hit(**{f"p{n}": n for n in range(26)}), ("events[0].params", "EXCEEDED_MAX_ENTITIES"), id="26 parameters"
        ),
        pytest.param(hit(more={"events": []}), ("events", "VALUE_REQUIRED"), id="no events"),
        pytest.param(hit(more={"events": [{"name": "a"}] * 26}), ("events", "EXCEEDED_MAX_ENTITIES"), id="26 events"),
        pytest.param(hit(more={"client_id": ""}), ("client_id", "VALUE_REQUIRED"), id="nobody"),
        pytest.param(hit(more=LATE), ("timestamp_micros", "VALUE_OUT_OF_BOUNDS"), id="too late"),
        pytest.param(hit(more={"timestamp_micros": 1.5}), ("timestamp_micros", "VALUE_INVALID"), id="no whole number"),
        pytest.param(
            hit(more={"user_properties": {"x" * 25: {"value": 1}}}),
            (f"user_properties.{'x' * 25}", "NAME_INVALID"),
            id="a user property's name",
        ),
        pytest.param(
            hit(more={"user_properties": {"plan": {"value": "x" * 37}}}),
            ("user_properties.plan", "VALUE_OUT_OF_BOUNDS"),
            id="a user property's value",
        ),
        pytest.param(
            hit(more={"user_properties": {"plan": "pro"}}), ("user_properties.plan", "VALUE_REQUIRED"), id="no value"
        ),
        pytest.param(hit(more={"pad": "x" * 130_000}), ("", "VALUE_OUT_OF_BOUNDS"), id="130 kB"),
        pytest.param([], ("", "VALUE_INVALID"), id="a list"),
        pytest.param(b"{", ("", "VALUE_INVALID"), id="no JSON"),
    ],
)
def test_ga4_complains_where_it_is_asked(body: Any, complaint: tuple[str, str]) -> None:
    assert complaints(body) == [complaint]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param({"measurement_id": "G-1"}, "api_secret", id="no secret"),
        pytest.param({"api_secret": "s"}, "measurement_id", id="no stream"),
        pytest.param({**STREAM, "firebase_app_id": "1:2"}, "measurement_id", id="two streams"),
        pytest.param({"api_secret": "s", "firebase_app_id": "1:2"}, "app_instance_id", id="an app without instance"),
    ],
)
def test_ga4_needs_a_stream_and_a_secret(query: Mapping[str, str], field: str) -> None:
    assert field in [where for where, _ in complaints(hit(), query)]


def test_ga4_takes_anything_and_the_stand_in_knows_better() -> None:
    answer = ga4.answer(call("/mp/collect", hit("Bad Name"), STREAM))
    assert (answer.status, answer.body, answer.accepted) == (204, b"", ())
    assert [one.row for one in answer.refusals] == [0]


def test_ga4_has_no_other_endpoint() -> None:
    assert ga4.answer(call("/g/collect", hit(), STREAM)).status == 404


SECRET = "whsec_" + b64encode(b"0123456789abcdef0123456789abcdef").decode()


def signed(body: bytes = b'{"a": 1}', at: datetime = NOW) -> Call:
    """A call signed by the reference implementation."""
    signature = Webhook(SECRET).sign("msg_1", at, body.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    return call("/hook", body, {}, headers)


def without(given: Call, name: str, value: str = "") -> Call:
    return replace(given, headers={**given.headers, name: value})


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(signed(), id="as the reference signs"),
        pytest.param(signed(at=NOW - timedelta(minutes=5)), id="five minutes old"),
        pytest.param(
            without(signed(), "webhook-signature", "v1,AAAA " + signed().headers["webhook-signature"]),
            id="one of two signatures",
        ),
    ],
)
def test_a_webhook_that_is_signed_is_taken(given: Call) -> None:
    assert webhook.Receiver(SECRET)(given).accepted == ({"a": 1},)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(without(signed(), "webhook-id"), "no header webhook-id", id="no id"),
        pytest.param(without(signed(), "webhook-signature"), "no header webhook-signature", id="no signature"),
        pytest.param(without(signed(), "webhook-id", "msg_2"), "no signature matches the body", id="another id"),
        pytest.param(replace(signed(), body=b'{"a":1}'), "no signature matches the body", id="another body"),
        pytest.param(
            without(signed(), "webhook-signature", "v1,é"), "no signature matches the body", id="beyond ASCII"
        ),
        pytest.param(
            without(signed(), "webhook-timestamp", "now"), "webhook-timestamp is not a number of seconds", id="no time"
        ),
        pytest.param(
            signed(at=NOW - timedelta(seconds=301)),
            "webhook-timestamp is more than five minutes away",
            id="too old",
        ),
    ],
)
def test_a_webhook_that_is_not_signed_right_is_refused(given: Call, reason: str) -> None:
    answer = webhook.Receiver(SECRET)(given)
    assert (answer.status, [one.reason for one in answer.refusals]) == (401, [reason])


@pytest.mark.parametrize(
    ("body", "status"), [pytest.param(b"[1]", 200, id="JSON"), pytest.param(b"a=1", 400, id="a form")]
)
def test_a_receiver_without_a_secret_takes_any_json(body: bytes, status: int) -> None:
    assert webhook.Receiver()(call("/", body, {})).status == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/import", 405, id="the wrong method"),
        pytest.param("POST", "/track", 404, id="another endpoint"),
    ],
)
def test_mixpanel_has_no_other_door(method: str, path: str, status: int) -> None:
    assert mixpanel.answer(replace(call(path, [event()], {}), method=method)).status == status
