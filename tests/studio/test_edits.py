"""A change of a mapping file touches the lines concerned, and says what was wanted and nothing else."""

import difflib
import random
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from actions.studio.model.editing.change import CannotChangeError, append, put, remove, rename
from actions.studio.model.editing.fields import clear_field, put_constant, put_field
from actions.studio.model.editing.lines import Way
from actions.studio.model.editing.values import read_value, show_value
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

FILE = """\
# the shop
version: 1
destination: mixpanel
settings: {project_token: {secret: TOKEN}} # a secret
actions:

  # clicks
  - name: Clicks
    do: track
    when: type = "track" and event = "Clicked" # by anybody
    map:
      # what was clicked
      properties.label: properties.label   # as it is
      properties.plan: {from: [context.plan, context.traits.plan], as: text}

  - name: People
    do: identify
    when:
      all: # of these
        - type: track
        - event: Clicked # the same
        - context.traits: {exists: true}
    set:
      traits.source: website
  - {name: Flow, do: track, when: {event: X}, map: {event: event}}
"""
CLICKS, PEOPLE, FLOW = ((0, "actions", number) for number in range(3))
Make = Callable[[str], str]


def diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:2] not in ("--", "++", "@@")]


GROUP = {"all": [{"type": "track"}, {"event": {"is": "Clicked", "ignore_case": True}}]}
CHANGES: dict[str, tuple[Make, list[str]]] = {
    "a path becomes another one": (
        lambda text: put(text, (*CLICKS, "map", "properties.label"), "properties.name"),
        [
            "-      properties.label: properties.label   # as it is",
            "+      properties.label: properties.name   # as it is",
        ],
    ),
    "a path gets options": (
        lambda text: put(text, (*CLICKS, "map", "properties.label"), {"from": "properties.label", "default": "none"}),
        [
            "-      properties.label: properties.label   # as it is",
            "+      properties.label: {from: properties.label, default: none}   # as it is",
        ],
    ),
    "a new field comes behind the others": (
        lambda text: put(text, (*CLICKS, "map", "properties.page"), "context.page.url"),
        ["+      properties.page: context.page.url"],
    ),
    "a new field brings its map": (
        lambda text: put(text, (*PEOPLE, "map", "traits"), "context.traits"),
        ["+    map:", "+      traits: context.traits"],
    ),
    "a field in braces gets a neighbour in the braces": (
        lambda text: put(text, (*FLOW, "map", "time"), "timestamp"),
        [
            "-  - {name: Flow, do: track, when: {event: X}, map: {event: event}}",
            "+  - {name: Flow, do: track, when: {event: X}, map: {event: event, time: timestamp}}",
        ],
    ),
    "the only field in braces takes its map along": (
        lambda text: remove(text, (*FLOW, "map", "event")),
        [
            "-  - {name: Flow, do: track, when: {event: X}, map: {event: event}}",
            "+  - {name: Flow, do: track, when: {event: X}}",
        ],
    ),
    "the only field in lines takes its map along": (
        lambda text: remove(text, (*PEOPLE, "set", "traits.source")),
        ["-    set:", "-      traits.source: website"],
    ),
    "a test of a list goes": (
        lambda text: remove(text, (*PEOPLE, "when", "all", 1)),
        ["-        - event: Clicked # the same"],
    ),
    "a test of a list is one more": (
        lambda text: append(text, (*PEOPLE, "when", "all"), {"userId": {"exists": True}}),
        ["+        - userId: {exists: true}"],
    ),
    "a test gets regard to case": (
        lambda text: put(text, (*PEOPLE, "when", "all", 1, "event"), {"is": "Clicked", "ignore_case": True}),
        ["-        - event: Clicked # the same", "+        - event: {is: Clicked, ignore_case: true} # the same"],
    ),
    "a path of a test has another name": (
        lambda text: rename(text, (*PEOPLE, "when", "all", 2, "context.traits"), "context.traits.email"),
        ["-        - context.traits: {exists: true}", "+        - context.traits.email: {exists: true}"],
    ),
    "a text that YAML would misread is quoted": (
        lambda text: put(text, (*PEOPLE, "set", "traits.note"), "no: #1 'yes'"),
        ["+      traits.note: \"no: #1 'yes'\""],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_touches_its_lines_alone(name: str) -> None:
    make, expected = CHANGES[name]
    assert diff(FILE, make(FILE)) == expected


def test_a_condition_in_lines_replaces_one_on_a_line_that_has_no_comment() -> None:
    plain = FILE.replace(" # by anybody", "")
    assert diff(plain, put(plain, (*CLICKS, "when"), GROUP)) == [
        '-    when: type = "track" and event = "Clicked"',
        "+    when:",
        "+      all:",
        "+        - type: track",
        "+        - event: {is: Clicked, ignore_case: true}",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: put(text, (*CLICKS, "name", "x"), 1), "is a text here"),
        (lambda text: remove(text, (*CLICKS, "name")), "first line of its item"),
        (lambda text: rename(text, (*PEOPLE, "set", "nothing"), "x"), "there is no nothing"),
        (lambda text: put(text + "\tx: [", CLICKS, 1), "cannot be read"),
    ],
    ids=["a key inside a text", "the first key of an item", "a key that is not there", "a file that cannot be read"],
)
def test_what_cannot_be_done_so_is_refused(change: Make, words: str) -> None:
    with pytest.raises(CannotChangeError, match=words):
        change(FILE)


@pytest.mark.parametrize(
    "typed", ["10", "1.5", "true", "Order Completed", '"10"', "[a, 1]", "{a: 1}", "a: b", "# x", ""]
)
def test_what_is_typed_is_shown_so_again(typed: str) -> None:
    value = read_value(typed)
    assert read_value(show_value(value)) == value


VALUES: list[Any] = [
    "userId", "context.traits.email", {"from": "properties.total", "as": "number"}, {"template": "{{ userId }}: x"},
    {"from": ["a", "b"], "default": ""}, {"from": "properties.x", "lookup": {"yes": 1, "no": "# no"}},
]  # fmt: skip
NAMES = ["properties.a", "properties.b", "properties.label", "properties.c d", "event"]


def test_two_hundred_random_edits_give_the_file_that_says_so_with_every_comment() -> None:
    chance = random.Random(15)  # noqa: S311 - an example
    text, wanted = FILE, _value(FILE)
    for _ in range(200):
        action = chance.choice((CLICKS, PEOPLE, FLOW))
        way: Way = (*action, chance.choice(("map", "set")), chance.choice(NAMES))
        holder = wanted[action[0]]["actions"][action[2]]
        if chance.random() < 0.3 and way[-1] in holder.get(way[-2], {}):
            text = remove(text, way)
            del holder[way[-2]][way[-1]]
            if not holder[way[-2]]:
                del holder[way[-2]]
        else:
            value = (
                deepcopy(chance.choice(VALUES)) if way[-2] == "map" else chance.choice(["x", 1, True, None, [1, "a b"]])
            )
            text = put(text, way, value)
            holder.setdefault(way[-2], {})[way[-1]] = value
        assert _value(text) == wanted
    own = [comment for comment in re.findall(r"# [\w ]+$", FILE, re.MULTILINE) if comment != "# as it is"]
    assert [one for one in own if one not in text] == []


def _value(text: str) -> Any:
    report = Report()
    found = [one.value for one in read_yaml(text, "f", report)]
    assert not report.has_errors
    return found


OBJECTS = """\
version: 1
destination: webhook
settings: {url: https://desk.example.com/refunds}
actions:
  - name: Refunds
    do: send
    map:
      data:
        map:
          order: {from: properties.order_id, required: true} # theirs
          customer: userId
        set:
          source: shop
"""
REFUNDS = (0, "actions", 0)
PARTS: dict[str, tuple[Make, list[str]]] = {
    "a part is changed on its own line": (
        lambda text: put_field(text, REFUNDS, "data.order", "properties.orderId"),
        [
            "-          order: {from: properties.order_id, required: true} # theirs",
            "+          order: properties.orderId # theirs",
        ],
    ),
    "a part is removed from its object": (
        lambda text: clear_field(text, REFUNDS, "data.customer"),
        ["-          customer: userId"],
    ),
    "a new part is written into its object": (
        lambda text: put_field(text, REFUNDS, "data.amount", "properties.total"),
        ["+          amount: properties.total"],
    ),
    "a constant of an object becomes a path": (
        lambda text: put_field(text, REFUNDS, "data.source", "context.app.name"),
        ["-        set:", "-          source: shop", "+          source: context.app.name"],
    ),
    "a path of an object becomes a constant": (
        lambda text: put_constant(text, REFUNDS, "data.customer", "nobody"),
        ["-          customer: userId", "+          customer: nobody"],
    ),
    "another field stands beside the object": (
        lambda text: put_field(text, REFUNDS, "data_id", "messageId"),
        ["+      data_id: messageId"],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_an_object_are_changed_where_they_are_written(name: str) -> None:
    make, expected = PARTS[name]
    assert diff(OBJECTS, make(OBJECTS)) == expected


def test_a_constant_that_becomes_a_path_is_no_text_of_a_path() -> None:
    text = put_field(FILE, PEOPLE, "traits.source", "context.page.url")
    assert diff(FILE, text) == [
        "-    set:",
        "-      traits.source: website",
        "+    map:",
        "+      traits.source: context.page.url",
    ]
