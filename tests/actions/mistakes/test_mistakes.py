"""Each mistake of the table is one finding, at its place, in the right words, with a fix that works when pasted."""

from collections.abc import Iterator

import pytest

from actions.project import check_texts
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.paste import paste, span_of
from mappings.findings.diagnostic import Diagnostic
from tests.actions.mistakes.conditions import CONDITIONS
from tests.actions.mistakes.fields import FIELDS
from tests.actions.mistakes.layout import LAYOUT
from tests.actions.mistakes.letters import LETTERS
from tests.actions.mistakes.meanings import MEANINGS
from tests.actions.mistakes.mistake import CLOSE, OPEN, Mistake, when, whole_file
from tests.actions.mistakes.more import MORE
from tests.actions.mistakes.odd import ODD
from tests.actions.mistakes.other_tools import OTHER_TOOLS
from tests.actions.mistakes.said import SAID
from tests.actions.mistakes.settings import SETTINGS
from tests.actions.mistakes.slips import SLIPS

TABLE = (*CONDITIONS, *FIELDS, *LAYOUT, *LETTERS, *MEANINGS, *MORE, *OTHER_TOOLS, *SAID, *SETTINGS, *SLIPS)
FILE = "mappings/shop.yaml"
# Words of the program's inside, and places that only those have who have its source.
NOT_FOR_USERS = ("NoneType", "dict", "Traceback", "None", "docs/", "src/", "[{'")


def findings(text: str) -> list[Diagnostic]:
    return list(find_all(check_texts({FILE: text}, environ={})))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_mistake_is_one_finding_whose_fix_works(row: Mistake) -> None:
    found = findings(row.file)
    assert [one.code for one in found] == [row.code], found
    one = found[0]
    assert one.place
    start, end = span_of(row.file, one)
    assert ((one.place.line, one.place.column), row.file[start:end]) == (row.place, row.span)
    words = f"{one.message}; {one.hint or ''}"
    assert [part for part in row.says if part not in words] == [], words
    assert [part for part in NOT_FOR_USERS if part in words and part not in row.file] == [], words
    assert one.fix == row.fix
    if row.fix is not None:
        fixed = paste(row.file, one)
        assert [two.code for two in findings(fixed)] == list(row.then), fixed


def _one_line_conditions() -> Iterator[tuple[str, str]]:
    for row in TABLE:
        lead, _, condition = row.text.partition("  when: ")
        is_text = condition.strip()[:1] not in ("", "{", "'", '"', "|", ">", "⟦") or condition.startswith("⟦")
        is_plain = is_text and condition.count("\n") == 1 and "{" not in condition and " #" not in condition
        if row.fix and row.code.startswith("E2") and lead == "- do: track\n" and is_plain and not row.then:
            yield row.name, condition.strip()


@pytest.mark.parametrize("around", ["not ({})", "userId exists or ({})", "({}) and userId exists"])
def test_a_fix_offered_inside_a_longer_condition_leaves_no_second_mistake(around: str) -> None:
    wrong = []
    for name, condition in _one_line_conditions():
        text = whole_file(when(around.format(condition.replace(OPEN, "").replace(CLOSE, ""))))
        for one in findings(text):
            fixed = paste(text, one)
            if one.fix is not None and (left := [two for two in findings(fixed) if two.severity == "error"]):
                wrong.append((name, fixed.splitlines()[-1], left))
    assert wrong == []


# What people write who know other languages: a fix is offered only where it leaves nothing to fix.
WILD = (
    'event.startsWith("Trial")', "userId != anonymousId", "event = type", "not properties.trial", "always", "event",
    'properties.plan !contains "annual"', 'event is one of "A", "B"', 'properties->plan = "a"', "properties.a > .5",
    "timestamp > 2026-03-01", "properties.a > 9,99", "event = Order, Completed", 'properties.plan ~ "a"', "event = yes",
    'event = Trial "x"', "properties.a in A, B", "properties.a in A", "properties.a < > 5", "event.includes(Trial)",
    "properties.a > abc", "properties.a = 5 %", "properties.a exists = true", "properties.a is in A, B", "event =",
    'event not like "Trial%"', "event = {A}", "event = $x", "event = @a", "properties.a = -", "properties.a = b.c",
    "event = Bob's", "has properties.a", "if event = A", 'properties["a b"] = 1', "properties.a == b || c",
    "event ~= /^A/i", "event : A", "!event", "properties.a matches /^A/i", 'event contains ("A", "B")', "a b c > 5",
    'event startsWith("A")', 'properties.a.includes("x") && !properties.b', 'properties.a ?? "x" = "y"', "event = A?",
)  # fmt: skip


def test_no_fix_of_a_wild_condition_leads_to_another_mistake_in_its_place() -> None:
    wrong = []
    for condition in WILD:
        text = whole_file(when("'{}'".format(condition.replace("'", "''"))))
        for one in findings(text):
            if one.fix is None or one.place is None:
                continue
            fixed = paste(text, one)
            end = one.place.column + len(one.fix)
            left = [two for two in findings(fixed) if two.severity == "error" and two.place]
            wrong += [(condition, fixed.splitlines()[-1], two) for two in left if two.place and two.place.column < end]
    assert wrong == []


def test_names_tell_rows_apart() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("text", [row[1] for row in ODD], ids=[row[0] for row in ODD])
def test_what_is_odd_and_right_has_no_finding(text: str) -> None:
    assert findings(whole_file(text)) == []
