"""Writes the result of a test's event into the file, and changes nothing else."""

import json
import re
from collections.abc import Sequence
from difflib import unified_diff
from typing import Any

from actions.plan.plan import Plan
from actions.workbench.editing.extent import children, last_line
from actions.workbench.testing.check import Result
from actions.workbench.testing.read import NOTHING
from mappings.findings.diagnostic import Report
from mappings.yaml_reader.read import read_yaml

# A text that YAML reads as itself without quotes, whatever stands around it.
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/@.-]*( [A-Za-z0-9_/@.-]+)*")
WORDS = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null)")


class CannotRecordError(Exception):
    """The file is written in a way that this cannot add to."""


def record(text: str, results: Sequence[Result], plan: Plan) -> str:
    """The text of a mapping file with an `expect:` for each of these tests, which have none.

    All else stays as it is, comments included. Raises CannotRecordError where that cannot be kept.
    """
    lines = text.splitlines(keepends=True)
    wanted = [(one, _expectation(one, plan)) for one in results]
    for result, value in sorted(wanted, key=lambda one: one[0].test.place.line, reverse=True):
        _insert(lines, result, value)
    made = "".join(lines)
    _verify(text, made, wanted)
    return made


def differences(file: str, before: str, after: str) -> str:
    """What was changed, as a unified diff."""
    return "".join(
        unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), file, f"{file}, recorded")
    )


def _expectation(result: Result, plan: Plan) -> Any:
    """What the test would have to expect."""
    names = {one.id: one.name for one in plan.actions if one.instance.name == result.test.instance}
    made = []
    for decision in result.decisions:
        if decision.status == "fired":
            recorded = {"payload": decision.as_dict()["payload"]}
        else:
            recorded = {"error": decision.diagnostics[0].code}
        made.append({"action": names[str(decision.action)], **recorded})
    return made or NOTHING


def _insert(lines: list[str], result: Result, value: Any) -> None:
    spot = result.test.spot
    place = spot.place
    first = children(spot)[0]
    if lines[place.line - 1][place.column - 1] == "{":
        at = place.end_column - 2
        line = lines[place.end_line - 1]
        if line[at : at + 1] != "}":
            raise CannotRecordError(f"{place}: write this test with each key on a line of its own")
        lines[place.end_line - 1] = f"{line[:at]}, expect: {_flow(value)}{line[at:]}"
        return
    end = last_line(spot)
    indent = " " * (first.key_place.column - 1)
    ends = "\r\n" if any(line.endswith("\r\n") for line in lines[end - 2 : end]) else "\n"
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += ends
    written = f"{indent}expect:{_block(value, len(indent) + 2)}"
    lines.insert(end, written.replace("\n", ends))


def _block(value: Any, depth: int) -> str:
    """The value behind a key of a block, with the line's end."""
    indent = " " * depth
    if isinstance(value, dict) and value:
        return "\n" + "".join(f"{indent}{_name(name)}:{_block(part, depth + 2)}" for name, part in value.items())
    if isinstance(value, list) and value:
        return "\n" + "".join(f"{indent}-{_item(part, depth + 2)}" for part in value)
    return f" {_scalar(value)}\n"


def _item(value: Any, depth: int) -> str:
    if isinstance(value, dict) and value:
        return " " + _block(value, depth).lstrip("\n ")
    return _block(value, depth)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_name(name)}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _name(text: str) -> str:
    is_plain = PLAIN.fullmatch(text) and text not in ("true", "false", "null")
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and not WORDS.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _verify(before: str, after: str, recorded: Sequence[tuple[Result, Any]]) -> None:
    """CannotRecordError unless the file now says what it said, and what is recorded."""
    report = Report()
    read = [one.value for one in read_yaml(after, "recorded", report)]
    wanted = [one.value for one in read_yaml(before, "before", Report())]
    expected = {(result.test.instance, result.test.name): value for result, value in recorded}
    for document in wanted:
        instance = str(document.get("name") or document.get("destination")) if isinstance(document, dict) else ""
        for test in document.get("tests") or () if isinstance(document, dict) else ():
            if isinstance(test, dict) and (instance, str(test.get("name"))) in expected:
                test["expect"] = expected[instance, str(test["name"])]
    if report.has_errors or read != wanted:
        place = recorded[0][0].test.place
        raise CannotRecordError(f"{place}: what comes of it cannot be written here: write expect: by hand")
