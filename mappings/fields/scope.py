"""The input and the output of a mapper, and the type of its steps."""

from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct, field

from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.target import Steps, show_steps
from mappings.findings.diagnostic import Report
from mappings.findings.errors import EvaluationError
from mappings.located import Located

Condition = Callable[[Any, Budget], bool]
# Conditions are compiled by the package that knows them, which is handed in here. The last argument says whether a
# blank text does not exist.
ConditionCompiler = Callable[[Located, Report, Collection[str] | None, bool], Condition | None]


class FieldFailure(Struct, frozen=True):
    """Why a field has no value: the event's fault. `spot` is the part of the mapping that failed.

    `path` is the way to the field in the payload. `is_required` says that the mapping asks for a value.
    """

    path: Steps
    code: str
    message: str
    hint: str | None
    spot: Located
    is_required: bool = False

    @classmethod
    def of(cls, error: EvaluationError, path: Steps, spot: Located, *, is_required: bool) -> "FieldFailure":
        # "currency is required ..." is a sentence already, `price: "abc" is not a number` needs its colon.
        between = " " if error.code == "E501" else ": "
        return cls(path, error.code, f"{show_steps(path)}{between}{error}", error.hint, spot, is_required)

    @property
    def target(self) -> str:
        """The field as people write it: `items[1].price`."""
        return show_steps(self.path)


class Scope(Struct, frozen=True):
    """What the fields of one payload are made from.

    `here` is where paths start: the event itself, or an item of one of its lists, which is number `index` of
    those kept. `currency` is that of the amounts at hand. `inside` is the way into the payload so far
    (`items`, 1), and `failures` collects what went wrong there.
    """

    event: Any
    here: Any
    index: int
    budget: Budget
    currency: str | None = None
    inside: Steps = ()
    failures: list[FieldFailure] = field(default_factory=list)

    @property
    def has_given_up(self) -> bool:
        """Whether a failure has said that the event's budget is used up, so that more failures say no more."""
        is_spent = self.budget.nodes < 0 or self.budget.bytes < 0
        return is_spent and any(failure.code == "E520" for failure in self.failures)


class Mapped(Struct, frozen=True):
    """The fields that have a value, and why others that should have one do not."""

    fields: dict[str, Any]
    failures: list[FieldFailure]


class Step(Struct, frozen=True):
    """One step from the event to a field's value: takes the value so far, gives the next; None is not a value.

    `run` raises EvaluationError when it cannot work with this event; `spot` is what to point at then, `option`
    the key that asked for it where it is not the source. `items`, of an `each:`, gives the items of which it made
    its objects, in turn.
    """

    run: Callable[[Any, Scope], Any]
    spot: Located
    option: str = ""
    items: Callable[[Scope], list[Any]] | None = None


class Compilation(Struct, frozen=True):
    """What compiling a field takes beside the field; `roots` are the first words of its paths, None any."""

    report: Report
    compile_condition: ConditionCompiler
    roots: Collection[str] | None

    def at_event(self) -> "Compilation":
        return Compilation(self.report, self.compile_condition, EVENT_FIELDS)

    def at_item(self) -> "Compilation":
        return Compilation(self.report, self.compile_condition, None)
