"""README.md and the pages of docs/, taken apart into what the tests do with them.

A comment before a block says what the block is: `<!-- file -->`, `<!-- event -->`, `<!-- payload -->` and so on.
`…` in a shown output stands for anything on its line; alone on a line, for any lines.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.event.context import Context
from actions.trigger.compile import compile_condition
from actions.trigger.condition import without_blank
from actions.trigger.structured import parse_condition
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.layers import layer_entries
from mappings.fields.mapper import compile_mapping
from mappings.fields.scope import Mapped, Scope
from mappings.file.model import Action
from mappings.findings.diagnostic import Report
from mappings.located import Located

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "destinations").glob("*/README.md")),
]
BLOCK = re.compile(
    r"(?:^<!-- (?P<said>[^\n]+?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
TABLE = re.compile(r"^<!-- table: (?P<name>\w+) -->\n\|.*\n\|[ -|]*\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
EXAMPLE = "mappings/example.yaml"
NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
# What the examples leave out: settings that make each destination whole.
SETTINGS = {
    "mixpanel": "{project_token: {secret: MIXPANEL_TOKEN}, region: eu}",
    "ga4": "{measurement_id: G-DEMO12345, api_secret: {secret: GA4_API_SECRET}}",
    "webhook": '{url: "https://hooks.example.com/orders"}',
}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what the comment before it says (a word, and what follows the colon), and its text."""

    page: Path
    line: int
    word: str
    about: str
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


def read_blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, from top to bottom."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        word, _, about = (found["said"] or "").partition(": ")
        yield Block(page, text.count("\n", 0, found.start("text")), word, about, found["language"], found["text"])


def rows(name: str) -> list[Any]:
    """The rows of the table of that name, as lists of cells."""
    found = (one for page in PAGES for one in TABLE.finditer(page.read_text(encoding="utf-8")) if one["name"] == name)
    lines = [line for one in found for line in one["rows"].splitlines()]
    split = ([cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines)
    return [pytest.param(cells, id=cells[0]) for cells in split]


def spans(cell: str) -> list[Any]:
    """The JSON values in the code spans of a cell."""
    return [json.loads(span) for span in CODE.findall(cell)]


def agrees(shown: str, actual: str) -> bool:
    """Whether an output is as shown, with `…` for what may be anything."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        anything = line.strip() == "…"
        pattern += r"(?:.*\n)*?" if anything else ".*".join(map(re.escape, line.rstrip().split("…"))) + " *\n"
    lines = (line.rstrip() for line in actual.strip("\n").splitlines())
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def mapper_of(spot: Located, report: Report) -> Callable[[Any], Mapped]:
    """A function from an event to what the `map:` and `set:` at `spot` make of it."""
    entries = layer_entries(Action.model_validate({"do": "example", **spot.value}), spot, (), None, report)

    def matching(at: Located, report: Report, roots: Any, blank_is_missing: bool) -> Any:
        condition = parse_condition(at, report, roots)
        if condition and blank_is_missing:
            condition = without_blank(condition)
        return condition and compile_condition(condition)

    mapper = compile_mapping(entries, report, matching, roots=EVENT_FIELDS, currency_target=None)
    return lambda event: mapper(Scope(event, event, 0, Budget()))
