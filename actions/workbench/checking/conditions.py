"""Conditions that run, but probably do not mean what they state."""

import json
import re
from collections.abc import Iterator, Sequence

from actions.trigger.condition import Condition, Leaf, Not, leaves
from actions.workbench.checking.logic import always_holds, conflict
from actions.workbench.checking.paths import LIST
from actions.workbench.checking.written import WrittenAction
from mappings.event_fields import EVENT_NAMES
from mappings.findings.alphabets import foreign_letter, in_our_letters, in_plain_spaces, odd_space
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place
from mappings.findings.show import show
from mappings.located import Located

EQUALS = ("is", "is_not", "one_of", "none_of")
NAMES = ("event", "name")
PARTS_OF_TEXTS = ("contains", "starts_with", "ends_with")
# At an end of a text, but not behind a number.
STARRED = re.compile(r"^\*\w|[^\W\d]\s?\*$")
LIKE = re.compile(r"^%\w|[^\W\d]\s?%$")
ITEMS = re.compile(r"\[\*?\]")
BETWEEN = re.compile(r"\s*(?:,|\||;|&|\bor\b|\band\b|\boder\b)\s*")
MOST_NAMES, LONGEST_NAME = 12, 60


def check_conditions(one: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about the triggers that the action's own file writes.

    W214: a star where it is not a wildcard. W215: one name that looks like several. W216: what can never hold.
    W217: what always holds.
    """
    action, condition = one.action, one.condition
    written = [part for part in action.when if part.spot.file == action.spot.file]
    for part in written:
        yield from check_tests(condition, part.spot)
    if written:
        yield from check_whole(condition, written[-1].spot)


def check_tests(condition: Condition, spot: Located) -> Iterator[Diagnostic]:
    """What is odd in the tests of the condition that `spot` writes: W213, W214, W215, W309."""
    for leaf in leaves(condition):
        if leaf.place.file == spot.file and _is_inside(leaf.place, spot):
            yield from _check_letters(leaf)
            yield from _check_products(leaf)
            yield from _check_leaf(leaf, spot)


def check_whole(condition: Condition, spot: Located) -> Iterator[Diagnostic]:
    """What is odd about the condition, which ends with `spot`, as a whole: W216, W217."""
    place = spot.place if spot.place.line == spot.place.end_line else spot.key_place
    if reason := conflict(condition):
        yield Diagnostic("W216", f"this can never hold: {reason}", _way_out(reason, condition), place)
    elif not isinstance(condition, Leaf) and always_holds(condition):
        hint = "to fire on every event write type exists"
        why = "one of its parts is true where the other is not"
        if isinstance(condition, Not):
            why = f"what it leaves out can never be: {conflict(condition.part)}"
        yield Diagnostic("W217", f"this holds for every event: {why}", hint, place)


def _way_out(reason: str, condition: Condition) -> str:
    if "() leaves no " in reason:
        return f"write the text in {'lower' if reason.startswith('lower') else 'upper'} case"
    if " is a list, and a list " in reason:
        path = reason.partition(" ")[0]
        return f"write max({path}) or min({path}), or one of them: {re.sub(ITEMS, '[0]', path)}"
    if reason.endswith(" has no traits"):
        path = next(leaf.path for leaf in leaves(condition) if leaf.path.startswith("traits"))
        return f"its person is described in context: write context.{path}"
    if " event has no " in reason:
        return "take one of the two out"
    names = [leaf for leaf in leaves(condition) if leaf.test in ("is", "one_of")]
    asked = next((leaf.path for leaf in names if reason.startswith(f"{leaf.path} ")), None)
    values = [one for leaf in names if leaf.path == asked for one in _operands(leaf)]
    if asked and values:
        listed = json.dumps(list(dict.fromkeys(values)), ensure_ascii=False)
        return f"for any of them write {asked} in {listed}, or join by or"
    return "join the two by or, or take one of them out"


def _operands(leaf: Leaf) -> tuple[object, ...]:
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _check_letters(leaf: Leaf) -> Iterator[Diagnostic]:
    """W213: no event says a name in which letters of two alphabets are mixed, or spaces that are none."""
    for text in _operands(leaf):
        if isinstance(text, str) and leaf.path in NAMES and (odd := odd_space(text)):
            number, name = odd
            message = f"character {number} of {show(text)} is {name}, which only looks like a plain one"
            yield Diagnostic("W213", message, f"write {show(in_plain_spaces(text))}", leaf.place)
            continue
        if isinstance(text, str) and leaf.path in NAMES and leaf.test in EQUALS and text != (tidy := text.strip()):
            message = f"{show(text)} {'begins' if text[:1] == ' ' else 'ends'} with a blank, which hardly any name does"
            yield Diagnostic("W213", message, f"write {show(tidy)}", leaf.place)
            continue
        found = foreign_letter(text) if isinstance(text, str) else None
        if found:
            message = f'the "{found}" in {show(text)} is U+{ord(found):04X}, a letter of another alphabet'
            yield Diagnostic("W213", message, f"write {show(in_our_letters(str(text)))}", leaf.place)


def _check_products(leaf: Leaf) -> Iterator[Diagnostic]:
    """W309: `contains(properties.products, "P1")`."""
    texts = [one for one in _operands(leaf) if isinstance(one, str)]
    if leaf.path == ".".join(LIST) and texts and leaf.test in (*EQUALS, *PARTS_OF_TEXTS, "has", "has_any"):
        message = f"products is a list of objects by the spec, and {show(texts[0])} is none of them"
        asked = json.dumps(texts[0] if len(texts) == 1 else texts, ensure_ascii=False)
        hint = f"write {'has' if len(texts) == 1 else 'has_any'}({leaf.path}[].product_id, {asked})"
        yield Diagnostic("W309", message, hint, leaf.place)


def _is_inside(place: Place, spot: Located) -> bool:
    first = (spot.place.line, spot.place.column)
    return first <= (place.line, place.column) <= (spot.place.end_line, spot.place.end_column)


def _check_leaf(leaf: Leaf, around: Located) -> Iterator[Diagnostic]:
    if leaf.test in PARTS_OF_TEXTS or leaf.test == "matches":
        yield from _wild(leaf)
    if leaf.test not in EQUALS:
        return
    structured = next(
        (spot for spot in _below(around) if spot.key_place == leaf.place and spot.key_place != spot.place), None
    )
    if structured is None:
        yield from _one_line(leaf)
        return
    for spot in [*structured.children] if isinstance(structured.value, list) else [structured]:
        if isinstance(spot, Located) and isinstance(spot.value, str):
            yield from _structured(leaf, spot, in_list=isinstance(structured.value, list))


def _wild(leaf: Leaf) -> Iterator[Diagnostic]:
    """W214: signs that stand for any letters elsewhere, where they stand for themselves."""
    text = leaf.operand
    if not isinstance(text, str) or leaf.ignore_case:
        return
    if leaf.test == "matches":
        if LIKE.search(text) and "*" not in text:
            meant = json.dumps(text.replace("%", "*"), ensure_ascii=False)
            message = f"`%` is a plain character here, and {show(text)} asks for it"
            yield Diagnostic("W214", message, f"write {meant}: * stands for any characters", leaf.place)
        return
    found = "*" if STARRED.search(text) else "%" if LIKE.search(text) else None
    if found:
        bare = json.dumps(text.strip(found), ensure_ascii=False)
        message = f"`{found}` is a plain character here, and {show(text)} asks for it"
        hint = f"leave it out: {bare}" if found not in text.strip(found) else f"write {_match(leaf.path, text)}"
        yield Diagnostic("W214", message, hint, leaf.place)


def _below(spot: Located) -> Iterator[Located]:
    yield spot
    children = spot.children
    for child in children.values() if hasattr(children, "values") else children:
        yield from _below(child)


def _one_line(leaf: Leaf) -> Iterator[Diagnostic]:
    starred = [one for one in _operands(leaf) if isinstance(one, str) and "*" in one]
    if not starred:
        yield from _several_on_one_line(leaf)
        return
    negated = "not " if leaf.test in ("is_not", "none_of") else ""
    rest = [one for one in _operands(leaf) if one not in starred]
    tests = [_match(leaf.path, one) for one in starred]
    if rest:
        tests.insert(0, f"{leaf.path} in {json.dumps(rest, ensure_ascii=False)}")
    fix = negated + (tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    message = f"`*` is a plain character here, and {show(starred[0])} a name of its own"
    yield Diagnostic("W214", message, f"write {fix}", leaf.place, fix=fix)


def _several_on_one_line(leaf: Leaf) -> Iterator[Diagnostic]:
    """One text in quotes was written on purpose: only where all of its parts are names of the spec is it several."""
    text = leaf.operand
    names = _several(text) if isinstance(text, str) and leaf.path in NAMES else None
    if names and all(one in EVENT_NAMES for one in names):
        fix = f"{leaf.path} {'not in' if leaf.test == 'is_not' else 'in'} {json.dumps(names, ensure_ascii=False)}"
        message = f"this is one name, {show(text)}, and looks like several"
        yield Diagnostic("W215", message, f"write {fix}", leaf.place, fix=fix)


def _match(path: str, pattern: str) -> str:
    return f"{path} exists" if pattern == "*" else f"match({path}, {json.dumps(pattern, ensure_ascii=False)})"


def _structured(leaf: Leaf, spot: Located, *, in_list: bool) -> Iterator[Diagnostic]:
    text: str = spot.value
    if "*" in text:
        fix = "{exists: true}" if text == "*" else f"{{matches: {json.dumps(text, ensure_ascii=False)}}}"
        plain = not in_list and leaf.test == "is" and spot.key and spot.key.value == leaf.path
        hint = f"write {fix}" if plain else f"write {fix} for it, in an any: list beside the other names"
        message = f"`*` is a plain character here, and {show(text)} a name of its own"
        yield Diagnostic("W214", message, hint, spot.place, fix=fix if plain else None)
    elif leaf.path in NAMES and (names := _several(text)):
        fix = f"[{', '.join(names)}]"
        hint = f"write {fix}" if not in_list else "write each of them as an item of its own"
        plain = not in_list and leaf.test in ("is", "one_of") and spot.key and spot.key.value == leaf.path
        message = f"this is one name, {show(text)}, and looks like several"
        yield Diagnostic("W215", message, hint, spot.place, fix=fix if plain else None)


def _several(text: str) -> Sequence[str] | None:
    """The names that a text seems to list: parted by commas or bars, or by words between names of the spec."""
    parts = [one.strip() for one in BETWEEN.split(text)]
    if not 1 < len(parts) <= MOST_NAMES or not all(parts) or any(len(one) > LONGEST_NAME for one in parts):
        return None
    is_signed = re.search(r"[,|;]", text) and all(re.fullmatch(r"[A-Z][\w ]*|\w+_\w+", one) for one in parts)
    return parts if is_signed or all(one in EVENT_NAMES for one in parts) else None
