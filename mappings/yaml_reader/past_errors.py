"""What is left of a file with mistakes in its YAML: one of them hides nothing on other lines."""

from collections.abc import Iterable, Sequence
from typing import Final

from mappings.findings.diagnostic import Diagnostic, Report
from mappings.located import Located
from mappings.yaml_reader.entries import value_start
from mappings.yaml_reader.read import read_yaml

# Mistakes inside the value of a line, without which the other lines can be read. Others may shift what follows.
IN_A_VALUE: Final = frozenset({"E102", "E104", "E105", "E106", "E108", "E109", "E118"})
OPEN_QUOTE: Final = "this text starts with"
# A value of the same kind, which says nothing; what it leads to is on a line that is not read.
STAND_INS: Final = {"{": "{}", "[": "[]"}
STAND_IN: Final = "'@'"
MOST_ROUNDS = 8


def read_past_errors(text: str, file: str, report: Report) -> list[Located]:
    """The documents of a file, without the values that cannot be read; `report` says what is wrong with those.

    From then on it takes no findings about their lines: other things stand there in their place.
    """
    start = len(report)
    documents = read_yaml(text, file, report)
    found = [one for one in report.found[start:] if one.severity == "error"]
    for _ in range(MOST_ROUNDS):
        if not found:
            return documents
        rest = _without(text, found)
        if rest is None:
            return []
        text = rest
        report.leave_unread(found)
        last = max(one.place.line for one in found if one.place)
        more = Report()
        documents = read_yaml(text, file, more)
        # What is wrong before that line may be so for lack of what stood there.
        if any(one.place and one.place.line <= last for one in more if one.severity == "error"):
            return []
        report.extend(more)
        found = [one for one in more if one.severity == "error"]
    return []


def _without(text: str, found: Iterable[Diagnostic]) -> str | None:
    """The text with stand-ins for the values on the lines of these findings; None where one is about more than that."""
    lines = text.split("\n")
    for one in found:
        if one.place is None or not (one.code in IN_A_VALUE or one.message.startswith(OPEN_QUOTE)):
            return None
        number = one.place.line - 1
        line = lines[number]
        start = value_start(line)
        if one.code == "E104":
            lines = [_without_tabs(each) for each in lines]
        elif start is None or _goes_on(lines, number):
            return None
        elif one.code == "E102" and one.place.column <= start:
            if sum(map(line.count, "[{")) > sum(map(line.count, "]}")):
                return None  # The value goes on, whatever stands at its beginning.
            # Of a key that stands here twice the first one counts.
            lines[number] = ""
        else:
            lines[number] = line[:start] + STAND_INS.get(line[start], STAND_IN)
    return "\n".join(lines)


def _goes_on(lines: Sequence[str], number: int) -> bool:
    """Whether the value on this line goes on below it."""
    line = lines[number]
    first = len(line) - len(line.lstrip(" -"))
    # An item without a key is all that is indented deeper than its dash.
    least = first if value_start(line) != first else line.rindex("-", 0, first)
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    return len(below) - len(below.lstrip(" ")) > least


def _without_tabs(line: str) -> str:
    inner = line.lstrip("\t ")
    return line[: len(line) - len(inner)].replace("\t", "  ") + inner.replace("\t", " ")
