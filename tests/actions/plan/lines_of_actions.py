"""Small actions, the functions that write their lines, and the lines that are expected."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from pydantic import Field

from actions.event.delivery_id import event_part
from actions.plan.compiled.function import write_function
from actions.plan.compiled.output import Lines, WriteLines
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.projection import Projection, project
from actions.plan.compiled.trigger import add_reads as add_condition
from actions.plan.line import line_form
from destinations.sdk import ActionType, Amount, Currency, Payload
from destinations.sdk.encode import to_json
from destinations.sdk.payload import leave_out_blanks, payload_values
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.compiled.load import Codes, load
from mappings.expr.compiled.reads import Reads
from mappings.expr.compiled.shape import Shape
from mappings.fields.compiled.reads import add_reads
from mappings.fields.mapper import Mapper
from mappings.fields.scope import Scope
from tests.actions.plan.test_plan_one_function import (
    NOTHING,
    REFUSED,
    Blank,
    Line,
    compiled,
)
from tests.actions.plan.test_plan_one_function import expected as expected_fields
from tests.actions.trigger.conditions import condition

NOW = datetime(2026, 3, 2, tzinfo=UTC)


HEAD = {"type": "track", "event": "A", "userId": "u", "messageId": "m", "timestamp": "2026-03-01T10:15:30.250Z"}


HOUR = "078322-"


class Loose(Payload):
    """Takes about everything."""

    a: Any = None
    b: int | float | str | None = None
    c: Amount | None = None
    currency: Currency | None = None
    t: dict[str, Any] | None = None
    u: Any = None


class Exact(Payload):
    """Takes little, asks for something, and has values for what is not given."""

    b: list[str] | None = None
    a: str = Field(max_length=9)
    n: int = 7
    c: Amount | None = None
    currency: Currency | None = None
    t: dict[str, Any] = Field(default={"own": 'a "text"'})
    u: Line | None = None


class Late(Loose):
    """Does more than check its values."""

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)


MODELS = (Loose, Loose, Exact, Late, Blank)


TYPES: dict[type[Payload], ActionType] = {one: ActionType(one.__name__, one, lambda *_: [], "") for one in MODELS}


class Action:
    """An action as a test needs it."""

    def __init__(self, text: str, asked: Any, model: type[Payload] = Loose) -> None:
        self.mapper: Mapper = compiled(text)
        self.model = model
        self.parts = Parts(condition(asked), self.mapper.object, TYPES[model])
        self.text = text

    def line(self, number: int) -> Parts:
        return replace(self.parts, line=line_form("i", f"a{number}"))

    def expected(self, happened: dict[str, Any], number: int) -> Any:
        """The line, or NOTHING, or REFUSED."""
        assert self.parts.condition is not None
        found = expected_fields(self.parts.condition, self.mapper, self.model, happened)
        if found in (NOTHING, REFUSED):
            return found
        fields = self.mapper(Scope(happened, happened, 0, Budget())).fields
        payload = self.model.model_validate(fields)
        leave_out_blanks(payload, fields)
        form = line_form("i", f"a{number}")
        try:
            body = to_json(payload_values(payload)).decode()
        except ValueError:
            return REFUSED
        return f"{form.start}{event_part(HOUR, 'm')}{form.rest}{body}}}\n"


def projection_of(actions: Sequence[Action]) -> Projection:
    reads = Reads()
    for one in actions:
        assert one.parts.condition is not None
        add_condition(one.parts.condition, reads)
        add_reads(one.parts.mapping, reads, reads)
    return project(reads)


def functions(actions: Sequence[Action], shape: Shape | None) -> list[WriteLines]:
    """The function that runs, and the one that people are shown."""
    lines = [one.line(number) for number, one in enumerate(actions)]
    source, names = write_function(lines, Lines(), shape, is_shared=True)
    shown = write_function(lines, Lines(), shape, is_shared=False)
    return [
        Codes(EVENT_FIELDS).function(source, names, "lines"),
        load(shown[0], "lines", shown[1], attributes=EVENT_FIELDS),
    ]


def outcome(write: WriteLines, decoded: Any) -> Any:
    try:
        return write(decoded, HOUR)
    except Exception:  # noqa: BLE001  # it may raise whatever it likes
        return REFUSED


def text_of(actions: Sequence[Action], happened: dict[str, Any]) -> list[Any]:
    """What both functions give for the event."""
    projection = projection_of(actions)
    decoded = projection.decode(json.dumps(happened, ensure_ascii=False).encode())
    found = [outcome(write, decoded) for write in functions(actions, projection.shape)]
    whole = [outcome(write, happened) for write in functions(actions, None)]
    # Read as a whole it may be more than is decoded, and is the same where both take it.
    assert set(whole) <= {*found, REFUSED} or found == [REFUSED] * 2
    return found
