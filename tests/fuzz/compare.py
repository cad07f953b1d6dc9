"""One plan, many lines, four ways: what differs between them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions import Context, Decision
from actions.decision import Failed, unwritable
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.event.event import Refused
from actions.json_line import json_line
from actions.plan.plan import Plan
from actions.reading.parse_event import Unreadable, parse_line
from actions.run.ndjson.process_lines import process_lines
from actions.run.ndjson.what_is_read import BEYOND
from destinations.sdk.encode import to_json
from tests.actions.run.test_run_whole_lines import described

NOT_UTF8 = b"\xff"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line whose ways do not agree, and what two of them say."""

    line: bytes
    ways: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.ways}\n  {self.line!r}\n  {self.one}\n  {self.other}"


@dataclass(slots=True)
class Found:
    """What was compared, by kind, and what differs."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def merge(self, other: "Found") -> None:
        self.counts += other.counts
        self.differences += other.differences

    def compare(self, line: bytes, ways: str, one: Any, other: Any) -> None:
        if one != other:
            self.differences.append(Difference(line, ways, str(one), str(other)))


def compare(plan: Plan, lines: Sequence[bytes], context: Context) -> Found:
    """What `decide`, `explain` and both ways of `process_lines` make of the lines, held against one another."""
    found = Found()
    start = 0
    while start < len(lines):
        # A stream ends after an event whose action stops it; the rest is another one.
        decided = list(_until_stop(plan, lines[start:], context, found))
        _compare_streams(plan, lines[start : start + len(decided)], decided, context, found)
        start += len(decided)
    return found


def _until_stop(plan: Plan, lines: Sequence[bytes], context: Context, found: Found) -> Iterator[list[Decision]]:
    for number, line in enumerate(lines, 1):
        decisions = _decide(plan, line, number, context, found) if line.strip() else []
        found.counts["lines"] += 1
        for one in decisions:
            found.counts[f"{one.status}, refused" if one.action is None else one.status] += 1
            found.counts["warnings"] += sum(finding.severity == "warning" for finding in one.diagnostics)
        yield decisions
        if any(one.stop for one in decisions):
            found.counts["stops"] += 1
            return


def _decide(plan: Plan, line: bytes, number: int, context: Context, found: Found) -> list[Decision]:
    value = parse_line(line, number)
    if isinstance(value, Unreadable):
        return [Failed.refused(Refused((value.diagnostic,), None))]
    before = repr(value)
    decisions = decide(value, plan, context)
    explained = [one for one in explain(value, plan, context) if one.status != "not_fired"]
    found.compare(line, "decide and explain", list(map(described, decisions)), list(map(described, explained)))
    found.compare(line, "the event, before and after", before, repr(value))
    return decisions


def _compare_streams(
    plan: Plan, lines: Sequence[bytes], decided: Sequence[list[Decision]], context: Context, found: Found
) -> None:
    expected = [b"".join(_row(one, number) for one in each) for number, each in enumerate(decided, 1)]
    strict = _streamed(plan, lines, context, strict=True)
    _compare_rows(lines, "decide and process_lines(strict=True)", expected, strict, found)
    # What is beyond all bounds, and no action reads, is looked at by the strict way alone: but for the way of the line.
    beyond = [any(one.action is None and one.diagnostics[0].code in BEYOND for one in each) for each in decided]
    usual = [b"" if is_beyond else line for line, is_beyond in zip(lines, beyond, strict=True)]
    wanted = [b"" if is_beyond else rows for rows, is_beyond in zip(expected, beyond, strict=True)]
    _compare_rows(usual, "decide and process_lines", wanted, _streamed(plan, usual, context, strict=False), found)
    for line in (line for line, is_beyond in zip(lines, beyond, strict=True) if is_beyond):
        found.counts["beyond all bounds"] += 1
        alone, beside = (_streamed(plan, [line, *more], context, strict=False) for more in ((), (NOT_UTF8,)))
        beside = [row for row in beside if b'"line":2,' not in row]
        found.compare(line, "process_lines alone and beside what is not UTF-8", alone, beside)


def _streamed(plan: Plan, lines: Sequence[bytes], context: Context, *, strict: bool) -> list[bytes]:
    blocks = process_lines(b"\n".join(lines), plan, context, strict=strict)
    return b"".join(blocks).splitlines(keepends=True)


def _compare_rows(lines: Sequence[bytes], ways: str, expected: list[bytes], rows: list[bytes], found: Found) -> None:
    found.counts["rows"] += len(rows)
    wanted = [(line, row) for line, each in zip(lines, expected, strict=True) for row in each.splitlines(keepends=True)]
    if [row for _, row in wanted] == rows:
        return
    for (line, one), other in zip([*wanted, (b"", b"")], [*rows, b""], strict=False):
        if one != other:
            found.compare(line, ways, one, other)
            return
    found.compare(b"", ways, len(wanted), len(rows))


def _row(decision: Decision, number: int) -> bytes:
    """The decision as a line, by the words of docs/library.md."""
    facts: dict[str, Any] = {"instance": decision.instance, "action": decision.action}
    diagnostics = decision.diagnostics
    if decision.status == "fired":
        fired = {**facts, "delivery_id": decision.delivery_id, "payload": decision.payload_fields()}
        if diagnostics:
            fired["diagnostics"] = [one.as_dict() for one in diagnostics]
        try:
            return to_json(fired) + b"\n"
        except ValueError as error:
            diagnostics = (unwritable(error),)
    facts |= {"message_id": decision.message_id, "line": number, "diagnostics": [one.as_dict() for one in diagnostics]}
    return json_line(facts)
