"""Form and text stay in step through many edits by chance: the file is what the same edits of its text make of it.

EDITS for more of them, SEED for others.
"""

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from actions.studio.model.editing.fields import clear_field, put_constant, put_field
from actions.studio.model.editing.lines import Way
from actions.studio.model.editing.places import places_of
from actions.studio.model.editing.rows import change_row, rows_of
from actions.studio.model.editing.values import read_value
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml
from tests.studio.browser.conftest import Open, Visit
from tests.studio.browser.lines import choose_line

pytestmark = pytest.mark.browser

MIXPANEL = "mappings/mixpanel.yaml"
EDITS, MANY, SEED = 16, int(os.environ.get("EDITS", "200")), int(os.environ.get("SEED", "4"))
# People who click: the second action of the file.
ACTION: Way = (0, "actions", 1)
NAMES = ("traits.plan", "traits.a b", "traits.source", "user_id", "ip")
PATHS = ("userId", "context.traits.plan", "context.locale", "messageId", "'a b'")
CONSTANTS = ("website", "10", '"10"', "true", "[a, 1]", "no: #1")
COMMENTED = "do: identify"
WHEN = (*ACTION, "when")


def documents_of(text: str) -> list[Located]:
    report = Report()
    found = list(read_yaml(text, "f", report))
    assert not report.has_errors
    return found


class Both:
    """The page, and the text as the model changes it."""

    def __init__(self, here: Visit, text: str) -> None:
        self.here, self.page, self.text = here, here.page, text

    def put(self, name: str, kind: str, source: str) -> None:
        """Fill a field: by its pencil where there is one, else as a new one."""
        there = name in dict(places_of(documents_of(self.text), ACTION))
        pencil = self.page.get_by_label(f"Edit {name}", exact=True)
        if there or pencil.count():
            pencil.first.click()
        else:
            self.page.get_by_role("button", name="Add field", exact=True).click()
            self.page.get_by_label("field", exact=True).fill(name)
        self.page.locator(".edit-box").wait_for()
        self.page.get_by_label("kind of source", exact=True).select_option(label=kind)
        label = {"A path": "path", "The value itself": "value"}[kind]
        self.page.get_by_label(label, exact=True).fill(source)
        self.page.get_by_role("button", name="Apply", exact=True).click()
        self.page.locator(".edit-box").wait_for(state="detached")

    def clear(self, name: str) -> None:
        button = self.page.get_by_label(f"Clear {name}", exact=True).first
        button.click()
        button.wait_for(state="detached")

    def test(self, value: str) -> None:
        """Compare the name of the event with another one."""
        made = self.page.get_by_label("value of the test of event", exact=True)
        made.fill(value)
        made.press("Enter")
        self.here.shows(".test-words", f'event is "{value}"')

    def type(self, words: str) -> None:
        """Write a comment behind a line of the text."""
        self.here.press("Text")
        choose_line(self.page, COMMENTED)
        self.page.keyboard.type(words)
        self.here.shows(".cm-line", words)
        line = next(one for one in self.text.splitlines() if COMMENTED in one)
        self.text = self.text.replace(line, line + words, 1)
        self.here.press("Form")
        self.page.locator(".field-row").first.wait_for()


def edit(both: Both, chance: random.Random, number: int) -> None:
    """One edit in the page, and the same in the text."""
    text, written = both.text, dict(places_of(documents_of(both.text), ACTION))
    kind: Any = chance.choice(("path", "path", "constant", "clear", "test", "type"))
    name = chance.choice(NAMES)
    if kind == "clear" and name in written:
        both.clear(name)
        both.text = clear_field(text, ACTION, name)
    elif kind == "test":
        value = f"Button {number}"
        both.test(value)
        when = documents_of(text)[0].at("actions", 1, "when")
        row = next(one for one in rows_of(when, WHEN) if one.name == "event")
        both.text = change_row(text, row, "event", "is", value)
    elif kind == "type":
        both.type(f" # {number}")
    elif kind == "constant":
        value = chance.choice(CONSTANTS)
        both.put(name, "The value itself", value)
        both.text = put_constant(text, ACTION, name, read_value(value))
    else:
        path = chance.choice(PATHS)
        both.put(name, "A path", path)
        both.text = put_field(text, ACTION, name, path)


@pytest.mark.parametrize("edits", [EDITS, pytest.param(MANY, marks=pytest.mark.slow)])
def test_form_and_text_stay_in_step_through_edits_by_chance(visit: Open, shop: Path, edits: int) -> None:
    before = (shop / MIXPANEL).read_text("utf-8")
    here = visit(path="/a/mixpanel.people-who-click")
    here.shows("h1", "People who click")
    both, chance = Both(here, before), random.Random(SEED)  # noqa: S311 - an example
    for number in range(edits):
        edit(both, chance, number)
    here.press("Save")
    here.shows(".q-notification", "Saved")
    after = (shop / MIXPANEL).read_text("utf-8")
    assert after == both.text
    comments = re.findall(r"^\s*#.*$", before, re.MULTILINE)
    assert [one for one in comments if one not in after] == []
