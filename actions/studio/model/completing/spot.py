"""Where the cursor stands in a mapping file that may be half written: by its lines and their indentation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Step = str | int
# A key at the start of what is left of a line, or inside of braces, with its colon.
KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#{}\[\],:'"&*!|>%@`-][^:{}\[\],#]*?)\s*:(?:\s+|$)""")
DASH = re.compile(r"\s*-(?:\s+|$)")
PAIR = re.compile(r"([\w-]+):\s*([\w.-]+)")


@dataclass(slots=True)
class Spot:
    """The keys from the top of the file to the cursor; an item of a list is the number of its line.

    `text` is what is written so far of the key or the value at the cursor, `beside` holds the keys around it by the
    way to what they stand in, with what stands behind them on their line.
    """

    way: tuple[Step, ...]
    text: str
    is_key: bool
    is_value: bool
    beside: dict[tuple[Step, ...], dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    """A key or the dash of an item, how far it is indented, and what stands behind it."""

    column: int
    step: Step
    rest: str = ""


def spot_at(lines: list[str], number: int, before: str) -> Spot:
    """Where the cursor stands: behind `before` in the line with the number, which counts from 1."""
    stack: list[_Token] = []
    beside: dict[tuple[Step, ...], dict[str, str]] = defaultdict(dict)
    indent = _indent(before)
    for at in reversed(list(_of_parents(lines, range(number - 1, 0, -1), indent))):
        _follow(stack, beside, _tokens(lines[at - 1], at)[0])
    tokens, rest = _tokens(before, number)
    _follow(stack, {}, tokens)
    if not tokens:
        _leave(stack, indent, is_item=False)
    around = tuple(one.step for one in stack)
    inside, keys, text = _flow(rest)
    below = list(stack)
    for at in _of_parents(lines, range(number + 1, len(lines) + 1), indent):
        _follow(below, beside, _tokens(lines[at - 1], at)[0])
    is_behind_key = bool(tokens) and isinstance(tokens[-1].step, str)
    if inside is None:
        return Spot(around, text.lstrip(), not is_behind_key, is_behind_key or bool(tokens), beside)
    way = (*around, *inside)
    found = KEY.match(text)
    beside[way] = keys
    if found:
        return Spot((*way, _name(found[1])), text[found.end() :], is_key=False, is_value=True, beside=beside)
    return Spot(way, text.lstrip(), bool(not way or way[-1] != 0), bool(way and way[-1] == 0), beside)


def _of_parents(lines: list[str], numbers: Iterable[int], indent: int) -> Iterator[int]:
    """The numbers of the lines that are indented no further than all that stand between them and the cursor."""
    for number in numbers:
        line = lines[number - 1]
        words = line.lstrip()
        if line.startswith("---"):
            return
        if words and words[0] != "#" and len(line) - len(words) <= indent:
            indent = len(line) - len(words)
            yield number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _tokens(line: str, number: int) -> tuple[list[_Token], str]:
    """The dashes and the key that a line begins with, and what is left of it."""
    tokens: list[_Token] = []
    at = 0
    while found := DASH.match(line, at):
        tokens.append(_Token(line.index("-", at), number))
        at = found.end()
    if found := KEY.match(line, at):
        column = at + _indent(line[at:])
        tokens.append(_Token(column, _name(found[1]), line[found.end() :].strip()))
        at = found.end()
    return tokens, line[at:]


def _follow(stack: list[_Token], beside: dict[tuple[Step, ...], dict[str, str]], tokens: Iterable[_Token]) -> None:
    for one in tokens:
        _leave(stack, one.column, is_item=isinstance(one.step, int))
        around = tuple(each.step for each in stack)
        stack.append(one)
        if isinstance(one.step, str):
            beside.setdefault(around, {})[one.step] = one.rest
            for name, words in PAIR.findall(one.rest) if one.rest.startswith("{") else ():
                beside.setdefault((*around, one.step), {})[name] = words


def _leave(stack: list[_Token], column: int, *, is_item: bool) -> None:
    """Leave what does not stand around the column; the items of a list may stand below the first letter of its key."""
    while stack and (
        stack[-1].column > column or (stack[-1].column == column and not (is_item and isinstance(stack[-1].step, str)))
    ):
        stack.pop()


def _name(written: str) -> str:
    return written.strip("\"'")


class _Brace(NamedTuple):
    """A brace or bracket that is open, the key that it is the value of, and the keys written in it so far."""

    sign: str
    name: str | None
    keys: dict[str, str]


def _flow(text: str) -> tuple[tuple[Step, ...] | None, dict[str, str], str]:
    """The way into the braces and brackets that are open, the keys there, and what was begun; None where none is."""
    open_ones: list[_Brace] = []
    start = 0
    for at, one in _signs(text):
        if one in "{[":
            found = KEY.match(text[start:at])
            is_value = not text[start:at].strip() or (found is not None and found.end() == at - start)
            if not is_value or (found and not open_ones):
                continue
            open_ones.append(_Brace(one, _name(found[1]) if found else None, {}))
        elif open_ones:
            if found := KEY.match(text, start):
                open_ones[-1].keys[_name(found[1])] = text[found.end() : at].strip()
            if one != ",":
                open_ones.pop()
        start = at + 1 if open_ones else start
    if not open_ones:
        return None, {}, text
    way: list[Step] = []
    for brace in open_ones:
        way += [] if brace.name is None else [brace.name]
        way += [0] if brace.sign == "[" else []
    return tuple(way), open_ones[-1].keys, text[start:].lstrip()


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """The braces, brackets and commas outside of quotes."""
    quote = ""
    for at, one in enumerate(text):
        if quote:
            quote = "" if one == quote else quote
        elif one in "\"'":
            quote = one
        elif one in "{}[],":
            yield at, one
