"""Conditions written as YAML maps, with one-line texts anywhere among them."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from msgspec import Struct

from actions.trigger.condition import MOST_DEPTH, Condition, Not, all_of, any_of
from actions.trigger.foreign.comparisons import OF_A_REGEX
from actions.trigger.foreign.spelling import TESTS_ELSEWHERE
from actions.trigger.leaf import build_leaf, check_path, check_types
from actions.trigger.leaf_tests.table import TESTS
from actions.trigger.one_line import parse_one_line
from mappings.expr.expression import Expression
from mappings.findings.diagnostic import Report
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean, nearest, surely
from mappings.located import Located

GROUPS: dict[str, Callable[[Iterable[Condition]], Condition]] = {
    "all": all_of,
    "any": any_of,
    "none": lambda parts: Not(any_of(parts)),
}
GROUPS_ELSEWHERE = {
    "and": "all", "all_of": "all", "every": "all", "or": "any", "any_of": "any", "one_of": "any", "some": "any",
    "not": "none", "nor": "none", "none_of": "none",
}  # fmt: skip
# A condition taken apart into keys of its own, as other tools store it.
OPERATOR_KEYS = ("operator", "op", "comparison")
# Keys under which a condition narrows something down, so that without one everything stays.
NARROWING = ("where", "only_when")
LOOKS_LIKE_A_TEST = re.compile(
    r"(exists|(is )?(not )?(null|empty|set|missing|present)|is not|[!<>]=?\s*\S.*|==?\s*\S.*)", re.DOTALL
)
STATED = re.compile(r"(?:is )?(?P<not>not )?(?P<word>null|empty|set|missing|present|exists)")
SIGNED = re.compile(r"(?P<sign><>|[!<>]=?|==?)\s*(?P<value>\S.*)", re.DOTALL)
TESTS_OF_SIGNS = {
    ">": "above",
    ">=": "at_least",
    "<": "below",
    "<=": "at_most",
    "=": "is",
    "==": "is",
    "!": "is_not",
    "!=": "is_not",
    "<>": "is_not",
}
PLAIN = re.compile(r"""-?[0-9.]+$|["'\[]|true$|false$|null$""")
# A comparison inside the braces of a map: `{event = A}`.
COMPARED = re.compile(r"(?P<path>[\w.]+)\s*(?P<sign>==?|!=|[<>]=?)\s*(?P<value>.*\S)")
IGNORE_CASE = "ignore_case"
# `-event: A`, which YAML reads as a key of this name.
NO_SPACE = re.compile(r"-(?=[^\W\d])")
OBJECTS = ("properties", "traits", "context")


def parse_condition(spot: Located, report: Report, roots: Collection[str] | None) -> Condition | None:
    """The condition at `spot`, in any mix of the two spellings; None with findings when it has errors.

    `roots` are the first words a path may have; None, as among the items of a list, allows any.
    """
    before = report.errors()
    condition = _Reader(report, roots).read(spot, 1)
    return None if report.errors() > before else condition


class _Reader(Struct, frozen=True):
    """Reads the parts of one condition. A part that does not do is None, and so is all it belongs to."""

    report: Report
    roots: Collection[str] | None

    def read(self, spot: Located, depth: int) -> Condition | None:
        if isinstance(spot.value, str):
            return parse_one_line(spot, self.report, self.roots, depth)
        if isinstance(spot.value, dict) and spot.value:
            return self.read_map(spot, depth)
        self.refuse(spot)
        return None

    def refuse(self, spot: Located) -> None:
        value = spot.value
        if value is None or value == {}:
            self.report.add("E202", spot.place, "this condition is empty", 'write one, such as type = "track"')
        elif isinstance(value, list):
            message = "a list alone does not say whether all or any of it must hold"
            self.report.add("E209", spot.place, message, "put all: or any: above it")
        elif value is True:
            message = "a condition is a text or a map, not true"
            key = spot.key.value if spot.key else None
            hint = f"leave {key}: out" if key in NARROWING else "to fire on every event write: type exists"
            self.report.add("E209", spot.place, message, hint)
        else:
            message = f"a condition is a text or a map, not {kind_of(value)}"
            self.report.add("E209", spot.place, message, 'write it like type = "track"')

    def read_map(self, spot: Located, depth: int) -> Condition | None:
        operator = next((key for key in OPERATOR_KEYS if key in spot.value and key not in (self.roots or ())), None)
        if operator and "value" in spot.value:
            hint = "write the path, its test and the value: properties.total: {above: 5}"
            place = spot.at(operator).key_place
            self.report.add("E205", place, f"a condition has no key {operator}:", hint)
            return None
        parts = [self.entry(str(key), spot.at(key), depth) for key in spot.value]
        whole = [part for part in parts if part is not None]
        return all_of(whole) if len(whole) == len(parts) else None

    def entry(self, key: str, spot: Located, depth: int) -> Condition | None:
        if key in GROUPS:
            return self.group(key, spot, depth)
        group = self.group_meant(key, spot)
        if group:
            hint = f"write {group}:" if key.lower() in GROUPS_ELSEWHERE else f'did you mean "{group}"?'
            is_list = isinstance(spot.value, list)
            hint = hint if is_list else f"write {group}: and a list of conditions"
            self.report.add("E205", spot.key_place, f'there is no group "{key}"', hint, fix=group if is_list else None)
            return None
        return self.tests_at_path(key, spot)

    def group_meant(self, key: str, spot: Located) -> str | None:
        """The group that `key` is another word for, if it cannot be a path's."""
        holds_conditions = isinstance(spot.value, list) and any(isinstance(one, dict) for one in spot.value)
        known = self.roots is not None and key not in self.roots
        if key.lower() in GROUPS_ELSEWHERE and (known or holds_conditions):
            return GROUPS_ELSEWHERE[key.lower()]
        return nearest(key, GROUPS) if holds_conditions else None

    def group(self, name: str, spot: Located, depth: int) -> Condition | None:
        if depth >= MOST_DEPTH:
            message = f"this condition is nested over {MOST_DEPTH} deep"
            self.report.add("E208", spot.key_place, message, "take it apart into several actions")
            return None
        if not isinstance(spot.value, list):
            if isinstance(spot.value, dict) and NO_SPACE.match(next(iter(spot.value), "")):
                key = next(iter(spot.value))
                self.report.add(
                    "E209", spot.at(key).key_place, "a space is missing after this `-`", f"write - {key[1:]}:"
                )
                return None
            seen = "nothing" if spot.value is None else kind_of(spot.value)
            hint = f"write a list: {name}: [{{type: track}}, {{event: Signed Up}}]"
            self.report.add("E209", spot.place, f"`{name}` holds a list of conditions, not {seen}", hint)
            return None
        if not spot.value:
            self.report.add("E202", spot.place, f"`{name}` holds no condition", "write one, or remove the group")
            return None
        parts = [self.read(spot.at(number), depth + 1) for number in range(len(spot.value))]
        whole = [part for part in parts if part is not None]
        return GROUPS[name](whole) if len(whole) == len(parts) else None

    def tests_at_path(self, key: str, spot: Located) -> Condition | None:
        """What must hold of the value at the path `key`: a value, a list of values, or a map of tests."""
        value = spot.value
        if NO_SPACE.match(key):
            self.report.add("E209", spot.key_place, "a space is missing after this `-`", f"write - {key[1:]}:")
            return None
        if compared := COMPARED.fullmatch(key):
            right = compared["value"] if PLAIN.match(compared["value"]) else f'"{compared["value"]}"'
            meant = f"{compared['path']} {compared['sign'].replace('==', '=')} {right}"
            hint = f"write it without braces and colon: {meant}"
            self.report.add("E210", spot.key_place, "a comparison on one line is not a key of a map", hint)
            return None
        read = check_path(key, _key_spot(key, spot), 0, self.report, self.roots)
        if value is None:
            return self.leaf(key, read, "exists", Located(False, spot.place), spot)
        if isinstance(value, list):
            return self.leaf(key, read, "one_of", spot, spot)
        if isinstance(value, dict):
            return self.map_of_tests(key, read, spot)
        if isinstance(value, str) and LOOKS_LIKE_A_TEST.fullmatch(value):
            hint = f"write {_as_tests(value)}; for the text itself {{is: …}}"
            self.report.add("W212", spot.place, f"this compares with the text {show(value)}", hint)
        return self.leaf(key, read, "is", spot, spot)

    def map_of_tests(self, key: str, read: Expression | None, spot: Located) -> Condition | None:
        ignore_case = self.ignore_case(spot)
        names = [str(name) for name in spot.value if name != IGNORE_CASE]
        if not names:
            hint = "write exists: true, or a value" if not spot.value else "write it beside a test, such as is:"
            problem = (
                f"nothing says what must hold of {key}" if not spot.value else f"`{IGNORE_CASE}` alone tests nothing"
            )
            self.report.add("E202", spot.place, problem, hint)
            return None
        parts = [self.one_test(key, read, name, spot.at(name), ignore_case) for name in names]
        whole = [part for part in parts if part is not None]
        return all_of(whole) if len(whole) == len(parts) else None

    def ignore_case(self, spot: Located) -> bool:
        """What `ignore_case` says; a finding where no test beside it looks at a text."""
        if IGNORE_CASE not in spot.value:
            return False
        switch = spot.at(IGNORE_CASE)
        if not isinstance(switch.value, bool):
            message = f"`{IGNORE_CASE}` is true or false, not {kind_of(switch.value)}"
            self.report.add("E206", switch.place, message, f"write {IGNORE_CASE}: true")
            return False
        tests = [(name, value) for name, value in spot.value.items() if name != IGNORE_CASE]
        if (
            switch.value
            and tests
            and not any(name not in TESTS or _looks_at_text(name, value) for name, value in tests)
        ):
            message = f"`{IGNORE_CASE}` has no test of a text beside it"
            self.report.add("E206", switch.key_place, message, "remove it")
        return switch.value

    def one_test(
        self, key: str, read: Expression | None, name: str, operand: Located, ignore_case: bool
    ) -> Condition | None:
        if name not in TESTS:
            self.unknown_test(key, name, operand)
            return None
        if operand.value is None and name in ("is", "is_not"):
            return self.leaf(key, read, "exists", Located(name == "is_not", operand.place), operand)
        folds = ignore_case and _looks_at_text(name, operand.value)
        return self.leaf(key, read, name, operand, operand, ignore_case=folds)

    def unknown_test(self, key: str, name: str, operand: Located) -> None:
        ours = TESTS_ELSEWHERE.get(name.lower())
        hint = f"write {ours}:" if ours else did_you_mean(name, (*TESTS, IGNORE_CASE))
        if hint is None and isinstance(operand.value, dict):
            hint = f"write the whole path as one key: {_whole_path(key, name, operand.value)}"
        if hint is None and self.roots is not None and key in OBJECTS:
            hint = f"write the whole path as one key: {key}.{name}"
        message = f'there is no test "{name}"'
        if ours == "matches" and (advice := _other_pattern(name.lower(), operand.value)):
            self.report.add("E205", operand.key_place, message, advice)
            return
        fix = ours or surely(name, (*TESTS, IGNORE_CASE))
        self.report.add("E205", operand.key_place, message, hint or f"there are {', '.join(TESTS)}", fix=fix)

    def leaf(
        self,
        key: str,
        read: Expression | None,
        test: str,
        operand: Located,
        at: Located,
        *,
        ignore_case: bool = False,
    ) -> Condition | None:
        place = at.key_place
        check_types(key.strip(), test, operand, self.report, self.roots, ignore_case=ignore_case)
        return build_leaf(
            key.strip(), read, test, operand, self.report, written=test, place=place, ignore_case=ignore_case
        )


def _looks_at_text(name: str, operand: Any) -> bool:
    members = operand if isinstance(operand, list) else [operand]
    return TESTS[name].ignores_case and any(isinstance(one, str) for one in members)


def _other_pattern(name: str, pattern: Any) -> str | None:
    """What to write for a pattern whose signs mean something else in `matches:`; None where they do not."""
    if not isinstance(pattern, str):
        return None
    if name == "like" and "%" in pattern:
        return f"write matches: {json.dumps(pattern.replace('%', '*'), ensure_ascii=False)}"
    is_regex = OF_A_REGEX.search(json.dumps(pattern)) is not None
    return f"write regex: {show(pattern)}" if is_regex else None


def _whole_path(key: str, name: str, value: Any) -> str:
    """The path that maps inside maps were meant for: `context: {traits: {plan: x}}`."""
    path = f"{key}.{name}"
    while isinstance(value, dict) and len(value) == 1 and not value.keys() & TESTS.keys():
        name, value = next(iter(value.items()))
        path = f"{path}.{name}"
    return path


def _key_spot(key: str, spot: Located) -> Located:
    """A key with the places of its characters, where they stand in the file as they are."""
    place = spot.key_place
    quotes = (place.end_column - place.column - len(key)) // 2
    if place.line != place.end_line or quotes not in (0, 1) or place.column + len(key) + 2 * quotes != place.end_column:
        return Located(key, place)
    offsets = [(place.line, place.column + quotes + number) for number in range(len(key) + 1)]
    return Located(key, place, offsets=offsets)


def _as_tests(text: str) -> str:
    """The map of tests that a comparison written as a text means: `> 5`, `not null`.

    >>> _as_tests(">= 5"), _as_tests("is not empty"), _as_tests("missing")
    ('{at_least: 5}', '{exists: true, is_not: ""}', '{exists: false}')
    """
    if signed := SIGNED.fullmatch(text):
        test, value = TESTS_OF_SIGNS[signed["sign"]], signed["value"]
        if value == "null" and test in ("is", "is_not"):
            return f"{{exists: {'true' if test == 'is_not' else 'false'}}}"
        if test in ("is", "is_not") or value[0].isdigit():
            return f"{{{test}: {value}}}"
    stated = STATED.fullmatch(text)
    if stated is None:
        return "it as a map of tests, such as {exists: true} or {above: 5}"
    if stated["word"] == "empty":
        return '{exists: true, is_not: ""}' if stated["not"] else '{is: ""}, or {exists: false} for what is not there'
    there = (stated["word"] in ("null", "missing")) is (stated["not"] is not None)
    return f"{{exists: {'true' if there else 'false'}}}"
