"""Conditions of patterns, functions and several tests of one value: a change is named, or why there can be none."""
# ruff: noqa: E501 - a condition and its reason stand on one line

import json
from pathlib import Path
from typing import Any

import pytest

from actions import Project
from actions.workbench.explaining.explain import explain_event
from tests.actions.small_projects import write_project
from tests.actions.test_engine import NOW
from tests.actions.workbench.test_explain_ways import is_explained

CAN_FIRE = (
    'regex(event, "^[A-Z]{3}-[0-9]{2,4}$")',
    'regex(properties.code, "^(foo|bar)-\\\\d+$")',
    'regex(properties.email, "^[^@ ]+@example\\\\.com$")',
    'regex(properties.code, "a+b?c*")',
    'regex(properties.code, "(?i)^hello world$")',
    'regex(properties.code, "\\\\bfoo\\\\b")',
    'regex(properties.code, "^$")',
    'regex(properties.code, "[^a-z]")',
    'regex(properties.code, "^.{5}$")',
    'regex(properties.code, "^\\\\w+\\\\s\\\\w+$")',
    'not regex(event, ".*")',
    'not regex(properties.plan, "^a")',
    'regex(properties.code, "^a") and regex(properties.code, "z$")',
    'regex(properties.code, "^a") and not regex(properties.code, "b")',
    'starts_with(properties.plan, "a") and ends_with(properties.plan, "z")',
    'starts_with(properties.plan, "a") and contains(properties.plan, "q") and ends_with(properties.plan, "z")',
    'starts_with(properties.plan, "ab") and starts_with(properties.plan, "abc")',
    "(properties.a == properties.b) = true and properties.a = 1",
    'length(properties.items) = 2 and properties.items[0] = "x" and properties.items[1] = "y"',
    'properties.items[0].sku = "x" and has(properties.items[*].sku, "y")',
    'to_number(properties.a) > 5 and starts_with(properties.a, "1")',
    'type = "track" and traits.plan exists',
    'match(event, "A*") and match(event, "*Z") and match(event, "*M*")',
    'match(event, "[ab]*")',
    'match(event, "[a-c]x")',
    'match(event, "a\\\\*b")',
    'has_any(properties.tags, ["a","b"]) and length(properties.tags) = 3',
    'has(properties.tags, "a") and has(properties.tags, "b")',
    "max(properties.n) > 5 and min(properties.n) < 2",
    "sum(properties.n) = 10 and length(properties.n) = 3",
    "avg(properties.n) > 5",
    "properties.at > '2026-01-01' and properties.at < '2026-02-01'",
    "timestamp < '2020-01-01'",
    "userId = 'x' and anonymousId = 'y'",
    "messageId = 'abc'",
    "contains(to_string(properties), 'abc')",
    "join('-', properties.tags) = 'a-b'",
    "split(event, ' ')[0] = 'Order'",
    "properties.a.b.c.d = 5",
    "keys(properties)[0] = 'z'",
    "type(properties.a) = 'number'",
    "substring(event, `0`, `3`) = 'abc'",
    "replace(event, ' ', '_') = 'a_b'",
    "round(properties.a) = 5",
    "multiply(properties.a, `2`) = 10",
    "add(properties.a, properties.b) = 10",
    "context.ip = '1.2.3.4'",
    "regex_extract(event, '([0-9]+)') = '12'",
    "format_time(timestamp, '%Y') = '2026'",
    "if_(properties.a == `1`, 'x', 'y') = 'x'",
    "not_null(properties.a, properties.b) = 5",
    'properties."a b" = 5',
    "properties.tags[?@ == 'a'] | length(@) > 1",
    "reverse(event) = 'cba'",
    "length(split(event, ',')) = 3",
    "properties.products[?price > `5` && sku == 'A'] | [0].name = 'x'",
    "contains(properties.products[*].sku, 'A') = true",
    "starts_with(lower(trim(event)), 'ab')",
)
CANNOT = {
    'starts_with(properties.plan, "a") and starts_with(properties.plan, "b")': 'properties.plan cannot start with "a" and "b"',
    'properties.plan = "x" and regex(properties.plan, "^y")': 'properties.plan cannot be "x" and matches the pattern "^y" at once',
    'properties.plan = "x" and starts_with(properties.plan,"y")': 'properties.plan cannot be "x" and starts with "y" at once',
    "(properties.a == properties.b) = true and properties.a = 1 and properties.b = 2": "(properties.a == properties.b) cannot be so that it is true where properties.a is 1 and properties.b is 2",
    "(properties.a > properties.b) = true and (properties.b > properties.a) = true": "(properties.a > properties.b) and (properties.b > properties.a) are never true at once",
    "(properties.a > properties.b) = true and properties.a = 5 and properties.b = 7": "(properties.a > properties.b) cannot be so that it is true where properties.a is 5 and properties.b is 7",
    'lower(event) = "a" and event = "B"': 'lower(event) cannot be so that it is "a" where event is "B"',
    'lower(event) = "a" and upper(event) = "B"': 'lower(event) cannot be so that it is "a" where event is "B"',
    "length(properties.items) > 2 and length(properties.items) < 2": "length(properties.items) cannot be above 2 and below 2",
    "length(event) > 5 and length(event) < 3": "length(event) cannot be above 5 and below 3",
    'length(event) = 4 and starts_with(event, "abcde")': 'length(event) does not fit a text that starts with "abcde"',
    "properties exists and not properties.a exists and properties.a.b = 1": "properties.a.b is inside properties.a, which would have to be missing",
    "not properties exists and properties.a = 1": "properties.a is inside properties, which would have to be missing",
    'properties.a = "x" and properties.a.b = 1': "properties.a.b is inside properties.a, which would have to be no object",
    "properties.a > 5 and properties.a.b exists": "properties.a.b is inside properties.a, which would have to be no object",
    'to_number(properties.a) > 5 and properties.a = "x"': 'to_number(properties.a) cannot be so that it is above 5 where properties.a is "x"',
    'match(event, "A?") and length(event) = 3': 'length(event) does not fit a text that matches "A?"',
    'event in ["A","B"] and event not in ["A","B"]': 'event cannot be "A" or "B" and none of "A" or "B" at once',
    'has(properties.tags, "a") and not has(properties.tags, "a")': "properties.tags is asked for one thing and its opposite",
    'contains(properties.plan, "x") and not contains(properties.plan, "x")': "properties.plan is asked for one thing and its opposite",
    "properties.at > '2026-01-01' and properties.at < '2025-01-01'": "properties.at cannot be above 2026-01-01 and below 2025-01-01",
    "timestamp > '2027-01-01'": "an event dated in the future is refused",
    "trim(event) = 'a '": 'trim() leaves no space at the ends, and "a " has some',
    "sha256(properties.email) = 'abc'": 'sha256() gives characters of 0-9 and a-f, and "abc" is no such text',
}
EVENTS: dict[str, dict[str, Any]] = {
    "a track event": {
        "type": "track", "event": "Trial", "userId": "u1", "messageId": "m1",
        "properties": {"plan": "pro", "n": [1, 2], "tags": ["q"], "items": ["z"], "a": 1, "code": "zzz"},
    },
    "a page": {"type": "page", "userId": "u1", "messageId": "m1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    conditions = (*CAN_FIRE, *CANNOT)
    actions = [{"name": f"a{n}", "do": "send", "when": one, "map": {"data.id": "messageId"}}
               for n, one in enumerate(conditions)]  # fmt: skip
    folder: Path = tmp_path_factory.mktemp("hard")
    return Project.load(write_project(folder, webhook="\n".join(f"- {json.dumps(one)}" for one in actions)))


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_a_change_is_named_with_which_it_fires_or_why_nothing_can_make_it_fire(
    project: Project, event: dict[str, Any]
) -> None:
    found = explain_event(event, project.plan, NOW)
    assert isinstance(found, list)
    conditions = (*CAN_FIRE, *CANNOT)
    assert [
        one for one, reported in zip(conditions, found, strict=True) if not is_explained(reported, event, project)
    ] == []
    never = {one: reported.never for one, reported in zip(conditions, found, strict=True) if reported.never}
    assert never == CANNOT
