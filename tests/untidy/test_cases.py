"""Untidy events that people met, and what is right of them, in each tool."""

import json
from typing import Any

import jmespath
import pytest

from actions.engine.decide import decide
from actions.kit.cases.overlay import overlay
from actions.run.ndjson.process_lines import process_lines
from tests.destinations.acceptance.built_in import NAMES, cases_of
from tests.untidy import order_rows, other_rows, visitor_rows
from tests.untidy.rows import HAT, IDENTIFY, NOW, ORDER, Row, decided, payload_of, plan_of, warnings_of

ROWS = {
    f"{tool}: {name}": (tool, row)
    for name, row in {**visitor_rows.ROWS, **order_rows.ROWS, **other_rows.ROWS}.items()
    for tool in row.tools.split()
}


@pytest.mark.parametrize(("tool", "row"), ROWS.values(), ids=ROWS)
def test_what_becomes_of_an_untidy_event(tool: str, row: Row) -> None:
    (decision,) = decided(row, tool)
    if row.fails:
        assert (decision.status, warnings_of(decision)[0]) == ("failed", row.fails)
        return
    assert (decision.status, warnings_of(decision)) == ("fired", list(row.warnings))
    payload = payload_of(decision)
    assert {path: jmespath.search(path, payload) for path in row.sends} == row.sends
    assert {path: found for path in row.lacks.split() if (found := jmespath.search(path, payload)) is not None} == {}


@pytest.mark.parametrize(
    ("products", "count"),
    [([], 0), (None, 0), ([HAT], 1), ([None, "", {}, [], HAT], 1)],
    ids=["no product", "no list", "a product", "a product among nothing"],
)
def test_an_action_that_goes_through_a_list_gives_a_decision_for_each_item_alone(products: Any, count: int) -> None:
    order = overlay(ORDER, {"properties": {"products": None}})
    order["properties"]["products"] = products
    decisions = decide(order, plan_of("amplitude", "product"), NOW)
    assert [one.status for one in decisions] == ["fired"] * count


ACTIONS = [
    f"{name}.{do}" for name in NAMES for do in dict.fromkeys(one.file["actions"][0]["do"] for one in cases_of(name))
]


EMPTY: tuple[Any, Any] = ([], {})


@pytest.mark.parametrize("action", ACTIONS)
def test_an_empty_list_is_an_empty_object_to_every_action(action: str) -> None:
    tool, do = action.split(".")
    plan = plan_of(tool, do, always=True)
    for event in (ORDER, {**IDENTIFY, "groupId": "g_1", "previousId": "u_0"}):
        for name in ("properties", "traits", "context"):
            as_php, tidy = (decide({**event, name: empty}, plan, NOW) for empty in EMPTY)
            assert [one.as_dict() for one in as_php] == [one.as_dict() for one in tidy]


@pytest.mark.parametrize("tool", ["klaviyo", "braze", "customerio", "intercom"])
@pytest.mark.parametrize(
    "traits",
    [{"email": "ada@example.com", "phone": "", "firstName": ""}, {"email": "", "name": "Ada"}, {"note": "a \\ b"}],
)
def test_a_line_has_the_payload_that_decide_gives(tool: str, traits: dict[str, str]) -> None:
    plan = plan_of(tool, "identify")
    event = {**IDENTIFY, "traits": traits}
    (decision,) = decide(event, plan, NOW)
    line = b"".join(process_lines(json.dumps(event).encode(), plan, NOW))
    assert json.loads(line)["payload"] == payload_of(decision)
    assert None not in payload_of(decision).values()
