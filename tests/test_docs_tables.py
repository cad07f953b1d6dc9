"""The tables of docs/ that say what happens: each row is done."""

import json
import re
from typing import Any

import pytest

from actions.engine.decide import decide
from actions.kit.cases.overlay import overlay
from actions.plan.build import build_plan
from actions.run.preview import preview
from actions.trigger.compile import compile_condition
from actions.trigger.structured import parse_condition
from destinations.delivery.status import Split, judge_answer, not_its_own, read_status
from destinations.registry import load_registry
from destinations.sdk.destination import ActionType, Judge
from destinations.sdk.encode import to_json
from destinations.sdk.outcome import Retry, Sent, Success
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request, Response
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml
from tests.docs_pages import CODE, EXAMPLE, NOW, SETTINGS, mapper_of, rows, spans

ASKED = Request.post("https://toy.example/")


def verdict(condition: str, x: Any) -> bool:
    """What a condition in YAML says of an event whose `properties.x` is `x`."""
    report = Report()
    parsed = parse_condition(read_yaml(condition, EXAMPLE, report)[0], report, EVENT_FIELDS)
    assert parsed, [one.message for one in report]
    return compile_condition(parsed)({"type": "track", "event": "X", "properties": {"x": x}}, Budget())


@pytest.mark.parametrize("row", rows("tests"))
def test_table_of_tests_is_right(row: list[str]) -> None:
    structured, one_line = CODE.findall(row[0])[0], json.dumps(CODE.findall(row[1])[0])
    for cell, expected in ((row[2], True), (row[3], False)):
        for x in spans(cell):
            assert (verdict(structured, x), verdict(one_line, x)) == (expected, expected), x


@pytest.mark.parametrize("row", rows("truth"))
def test_truth_table_is_right(row: list[str]) -> None:
    condition = json.dumps(CODE.findall(row[0])[0])
    assert verdict(condition, None) is (row[1] == "true")
    assert verdict(condition, spans(row[2])[0]) is row[2].endswith("true")


@pytest.mark.parametrize("row", rows("kinds"))
def test_table_of_kinds_is_right(row: list[str]) -> None:
    (kind,) = CODE.findall(row[0])
    report = Report()
    spot = read_yaml(f"map: {{x: {{from: properties.x, as: {kind}}}}}", EXAMPLE, report)[0]
    convert = mapper_of(spot, report)
    for given, made in re.findall(r"`([^`]+)` → `([^`]+)`", row[2]):
        mapped = convert({"properties": {"x": json.loads(given)}})
        assert json.dumps(mapped.fields.get("x")) == json.dumps(json.loads(made)), mapped.failures
    for refused in spans(row[3]):
        assert [one.code for one in convert({"properties": {"x": refused}}).failures] == ["E510"], refused


@pytest.mark.parametrize("row", rows("statuses"))
def test_table_of_statuses_is_right(row: list[str]) -> None:
    ranges = re.findall(r"(\d{3})(?: to (\d{3}))?", row[0])
    numbers = [n for first, last in ranges for n in range(int(first), int(last or first) + 1)]
    for number in numbers:
        outcome = read_status(number)
        paused = isinstance(outcome, Retry) and outcome.pause
        name = "pause" if paused else "split" if isinstance(outcome, Split) else type(outcome).__name__.lower()
        assert (number, name) == (number, row[1])
        assert (isinstance(outcome, Retry) and not outcome.counts) is ("does not count" in row[2])


@pytest.mark.parametrize("row", rows("successes"))
def test_table_of_successes_is_right(row: list[str]) -> None:
    name = row[0].removeprefix("`Success.").removesuffix("`")
    success = Success[name] if name in Success.__members__ else None
    page, word = (not_its_own(success, Response(ASKED, 200, {}, body)) for body in (b"<html>", b"ok"))
    assert (page is None) is row[1].startswith("anything")
    assert (word is None) is ("JSON" not in row[1])

    def broken_off(body: bytes, judge: Judge | None) -> str:
        kind = ActionType("toy", Payload, lambda *_: ASKED, "A toy.", judge=judge, success=success)
        answer = Response(ASKED, 200, {}, body, is_whole=False)
        [outcome] = judge_answer(kind, [None], answer, NOW.now)
        return "is sent" if isinstance(outcome, Sent) else "tried again"

    assert broken_off(b"", None) in row[2]
    assert broken_off(b"", lambda *_: [Sent()]) == ("tried again" if "tried again" in row[2] else "is sent")
    assert (broken_off(b"<", None) == "is sent") is (row[2].startswith("is sent") and "unless a page" not in row[2])


def amount_in(destination: str, do: str, event: str, properties: dict[str, Any]) -> tuple[list[Any], str]:
    """The amount and the currency that an action without entries sends, or why it sends none."""
    text = f"version: 1\ndestination: {destination}\nsettings: {SETTINGS[destination]}\nactions:\n  - do: {do}\n"
    text += f'    when: event = "{event}"\n'
    report = Report()
    plan = build_plan(load_mapping_file(text, EXAMPLE, report), load_registry(), report, lambda _: None)
    track = {"type": "track", "event": event, "userId": "u_1", "messageId": "m-1", "properties": properties}
    (decision,) = decide(track, plan, NOW)
    if decision.payload is None:
        return [], f"{decision.diagnostics[0].message}; {decision.diagnostics[0].hint}"
    (request,) = preview(decision, plan)[1]
    body = request.shown()["body"]
    sent = body[0]["properties"] if destination == "mixpanel" else body["events"][0]["params"]
    amount = sent.get("revenue", sent.get("value"))
    return [one for one in (amount, sent.get("currency")) if one is not None], ""


@pytest.mark.parametrize(("column", "destination"), [(1, "mixpanel"), (2, "ga4")], ids=["mixpanel", "ga4"])
@pytest.mark.parametrize("row", rows("purchases"))
def test_table_of_purchases_is_right(row: list[str], column: int, destination: str) -> None:
    found, why = amount_in(destination, "purchase", "Order Completed", spans(row[0])[0])
    if row[column].startswith("fails: "):
        assert row[column].removeprefix("fails: ") in why
    else:
        assert (found, why) == (spans(row[column]), "")


@pytest.mark.parametrize(
    ("column", "destination", "do"), [(1, "mixpanel", "track"), (2, "ga4", "add_to_cart")], ids=["mixpanel", "ga4"]
)
@pytest.mark.parametrize("row", rows("additions"))
def test_table_of_additions_is_right(row: list[str], column: int, destination: str, do: str) -> None:
    assert amount_in(destination, do, "Product Added", spans(row[0])[0]) == (spans(row[column]), "")


ORDER = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:15:30Z",
    "context": {"traits": {"email": "ada@example.com"}, "ip": "203.0.113.7"},
    "properties": {
        "order_id": "A7",
        "revenue": 10.5,
        "currency": "EUR",
        "products": [{"sku": "s1", "price": 10.5}],
    },
}


@pytest.mark.parametrize("row", rows("untidy"))
def test_table_of_untidy_orders_is_right(row: list[str]) -> None:
    settings = "{pixel_id: '1', access_token: {secret: TOKEN}}"
    text = f"version: 1\ndestination: meta_capi\nsettings: {settings}\nactions: [{{do: purchase}}]\n"
    report = Report()
    plan = build_plan(load_mapping_file(text, EXAMPLE, report), load_registry(), report, lambda _: None)
    (decision,) = decide(overlay(ORDER, spans(row[0])[0]), plan, NOW)
    assert decision.status == ("failed" if row[1] == "no" else "fired")
    messages = [f"`{one.code}` `{one.path}`" for one in decision.diagnostics]
    assert messages == ([row[2]] if row[2] else [])
    fields = dict(re.findall(r"`([^`]+)` `([^`]+)`", row[1]))
    payload = decision.payload_fields() or {}
    assert {name: to_json(payload.get(name)).decode() for name in fields} == fields
