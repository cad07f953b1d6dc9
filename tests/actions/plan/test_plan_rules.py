"""What fields have to be together: generated code asks it as pydantic does."""

from typing import Any

import pytest
from pydantic import ValidationError

from actions.plan.compiled.parts import Parts
from destinations.sdk import ActionType, Payload, Request, one_of, refusal, rule, sets
from mappings.expr.compiled.load import Codes
from tests.actions.plan.test_plan_one_function import compile_run, compiled, source_of
from tests.actions.trigger.conditions import condition


def check_order(start: int | None, end: int | None) -> None:
    if start is not None and end is not None and end < start:
        raise refusal("it ends before it starts")


def find_zone(zone: str | None, start: int | None) -> str | None:
    return "UTC" if zone is None and start is not None else zone


class Booking(Payload):
    guest: str | None = None
    first: str | None = None
    last: str | None = None
    start: int | None = None
    end: int | None = None
    zone: str | None = None

    _has_one = one_of("guest", "first and last", refused="nobody to book for")
    _in_order = rule(check_order)
    _in_a_zone = sets("zone", find_zone)


BOOK = ActionType("book", Booking, lambda _, __: Request.post("https://example.com", json={}), "Book.")
MAPPING = "map: {guest: userId, first: a.first, last: a.last, start: a.start, end: a.end}"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"guest": "g"}, id="one choice"),
        pytest.param({"first": "Ada", "last": "L"}, id="a choice of two"),
        pytest.param({"first": "Ada"}, id="half a choice is nobody"),
        pytest.param({"start": 1, "end": 2}, id="nobody"),
        pytest.param({"guest": "g", "start": 1, "end": 2}, id="a value that is set"),
        pytest.param({"guest": "g", "start": 3, "end": 2}, id="a rule that refuses"),
    ],
)
def test_rules_hold_in_generated_code_as_in_pydantic(fields: dict[str, Any]) -> None:
    parts = Parts(condition({"type": "track"}), compiled(MAPPING).object, BOOK)
    assert "validated" not in source_of(parts)
    run = compile_run(parts, Codes())
    own = {name: value for name, value in fields.items() if name != "guest"}
    event = {"type": "track", "userId": fields.get("guest"), "a": own}
    try:
        meant = Booking.model_validate(fields).model_dump(exclude_none=True)
    except ValidationError:
        with pytest.raises(Exception):  # noqa: B017, PT011  # whatever it is: the reference says why
            run(event)
    else:
        assert run(event) == meant
