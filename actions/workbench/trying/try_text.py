"""Evaluates a text for an event: a path, a condition, a template or a function."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import ValidationError

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Condition, Leaf, without_blank
from actions.trigger.foreign.spelling import USAGE
from actions.trigger.structured import parse_condition
from actions.trigger.trace import LeafTrace, Trace, trace_condition
from actions.workbench.explaining.misses import Miss, nearest_miss
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.check import check_expression
from mappings.expr.expression import Expression
from mappings.fields.entry import Entry
from mappings.fields.mapper import compile_mapping
from mappings.fields.scope import Scope
from mappings.file.explain_model import explain_model
from mappings.file.model import SOURCES, Field
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.findings.errors import EvaluationError
from mappings.findings.place import Place
from mappings.functions.plugins import all_functions
from mappings.located import Located
from mappings.yaml_reader.read import read_yaml

Kind = Literal["path", "condition", "template", "field"]
# What stands for the file in places of findings: there is none.
TYPED: Final = "typed"
TARGET: Final = "value"
CALL: Final = re.compile(r"(?P<name>[a-z_0-9]+)\(.*\)", re.DOTALL)
UNREAD_NUMBER: Final = re.compile(r"to_number\((?P<text>'[^']*[0-9][^']*')\)")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a text gave. `value` is None where there is none, or where `findings` say why it cannot be read.

    `failures` are the event's fault. Of a condition `value` is its verdict, `trace` its tests, `misses` what nearly
    holds of each; of a path that found nothing `misses` has why.
    """

    kind: Kind
    text: str
    value: Any = None
    findings: tuple[Diagnostic, ...] = ()
    failures: tuple[str, ...] = ()
    trace: Trace | None = None
    misses: tuple[Miss | None, ...] = ()

    @property
    def is_read(self) -> bool:
        return not any(one.severity == "error" for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """What came of it as JSON; the value whole."""
        return {
            "kind": self.kind,
            "text": self.text,
            "value": self.value,
            "failures": list(self.failures),
            "findings": [one.as_dict() for one in self.findings],
            "trace": self.trace.as_dict() if self.trace else None,
            "misses": [one.as_dict() if one else None for one in self.misses],
        }


def try_text(text: str, event: Any) -> Tried:
    """What the text gives for an event.

    It is a template where it has two braces, a field or a condition where it is a map, a path where it can be read as
    one, and else a condition.
    """
    text = text.strip()
    if text.startswith("{") and not text.startswith("{{"):
        found = _try_map(text, event)
        if found:
            return found
    elif "{{" in text:
        return _try_field(_spot({"template": text}, text), text, event, "template")
    as_path, as_condition = _try_path(text, event), _try_condition(_spot(text, text), text, event)
    if as_path.is_read or not as_condition.is_read:
        # What is neither is reported as what it looks like.
        looks_like = not as_path.is_read and _is_like_a_condition(text, as_condition)
        return as_condition if looks_like else as_path
    return as_condition


def _is_like_a_condition(text: str, read: Tried) -> bool:
    call = CALL.fullmatch(text)
    if call and call["name"] in all_functions() and call["name"] not in USAGE:
        return False
    if any(one.code == "E210" for one in read.findings):
        return True  # In words of other tools that are known.
    words = text.split()
    return any(word in words for word in ("=", "and", "or", "not", "exists", "in", "!=", ">", "<", ">=", "<="))


def _try_map(text: str, event: Any) -> Tried | None:
    """The text as a map of YAML: what a field is made of, or a condition; None where it is none."""
    report = Report()
    documents = read_yaml(text, TYPED, report)
    if not documents or not isinstance(documents[0].value, dict):
        return None
    spot, keys = documents[0], set(documents[0].value)
    if keys & set(SOURCES):
        return _try_field(spot, text, event, "field")
    found = _try_condition(spot, text, event)
    return found if found.is_read else None


def _try_path(text: str, event: Any) -> Tried:
    report = Report()
    spot = _spot(text, text)
    path = check_expression(text, spot, 0, report, roots=EVENT_FIELDS)
    if path is None:
        return Tried("path", text, findings=tuple(report))
    try:
        value = path(event, Budget())
    except EvaluationError as error:
        failure = f"{error}" + (f"; {error.hint}" if error.hint else "")
        return Tried("path", text, findings=tuple(report), failures=(failure,))
    return Tried("path", text, value, tuple(report), misses=_why_nothing(path, value, spot.place, event))


def _why_nothing(path: Expression, value: Any, place: Place, event: Any) -> tuple[Miss | None, ...]:
    if value is not None:
        return ()
    if unread := UNREAD_NUMBER.fullmatch(path.text):
        words = f"to_number() cannot read {unread['text']}"
        return (Miss(words, f"parse_number({unread['text']}, '1.234,56') reads it written like the second text"),)
    leaf = Leaf(path.text, "exists", True, read=path, place=place)
    return (nearest_miss(LeafTrace(leaf, None, verdict=False, note="missing"), event),)


def _try_condition(spot: Located, text: str, event: Any) -> Tried:
    report = Report()
    condition = parse_condition(spot, report, EVENT_FIELDS)
    if condition is None:
        return Tried("condition", text, findings=tuple(report))
    trace = trace_condition(condition, event, Budget())
    misses = tuple(None if trace.verdict else nearest_miss(one, event) for one in trace.leaves())
    return Tried("condition", text, trace.verdict, tuple(report), trace=trace, misses=misses)


def _try_field(spot: Located, text: str, event: Any, kind: Kind) -> Tried:
    report = Report()
    try:
        written = Field.model_validate(spot.value)
    except ValidationError as error:
        explain_model(error, spot, Field, report)
        return Tried(kind, text, findings=tuple(report))
    entry = Entry((TARGET,), written, spot)
    mapper = compile_mapping([entry], report, _compile, roots=EVENT_FIELDS, currency_target=None)
    if report.has_errors:
        return Tried(kind, text, findings=tuple(report))
    mapped = mapper(Scope(event, event, 0, Budget()))
    failures = tuple(one.message.removeprefix(f"{TARGET}: ") for one in mapped.failures)
    return Tried(kind, text, mapped.fields.get(TARGET), tuple(report), failures)


def _compile(spot: Located, report: Report, roots: Collection[str] | None, blank_is_missing: bool) -> Any:
    condition: Condition | None = parse_condition(spot, report, roots)
    if condition is None:
        return None
    return compile_condition(without_blank(condition) if blank_is_missing else condition)


def _spot(value: Any, text: str) -> Located:
    """The value with the places of the characters that were typed."""
    place = Place(TYPED, 1, 1, 1, len(text) + 1)
    offsets = [(1, number + 1) for number in range(len(text) + 1)]
    if isinstance(value, dict):
        return Located(
            value, place, children={name: Located(one, place, offsets=offsets) for name, one in value.items()}
        )
    return Located(value, place, offsets=offsets)
