"""Liquid texts with tags: conditions, and names that are given to values. Others need a person."""

import re
from collections.abc import Sequence
from typing import Final

from actions.importing.segment.expression import call, literal
from actions.importing.segment.mapping.expressions import NULL, expression_of, within
from actions.importing.segment.mapping.liquid import TEXT, output_of, value_of
from actions.importing.segment.mapping.node import Constant, Expression, NeedsPersonError, Node, Template
from actions.importing.segment.mapping.place import Beside, Place

TAG: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
INSIDE: Final = re.compile(r"\{([{%])(-?)(.*?)(-?)[}%]\}", re.DOTALL)
WORD: Final = re.compile(r"(\w+)\s*(.*)", re.DOTALL)
ASSIGNED: Final = re.compile(r"([A-Za-z_][\w-]*)\s*=\s*(.*)", re.DOTALL)
COMPARED: Final = re.compile(r"(==|!=|<>|<=|>=|<|>|\bcontains\b)" + r"""(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")
JOINED: Final = re.compile(r"\b(and|or)\b" + r"""(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")
TRUTH: Final = {"true": "`true`", "false": "`false`"}
NIL: Final = frozenset({"nil", "null"})
# Segment switches these off.
LONGEST: Final = 1000
DISABLED: Final = frozenset({"case", "for", "include", "layout", "render", "tablerow"})
# What holds nothing but null and false: an empty text and 0 do hold in Liquid.
FALSY: Final = literal([None, False])
EMPTY: Final = literal(["", [], {}])
BLANK: Final = literal([None, False, "", [], {}])
Piece = str | Expression


def read_liquid(text: str, place: Place) -> list[Piece]:
    """The pieces of the text; NeedsPersonError for what cannot be said here."""
    if len(text) > LONGEST:
        raise NeedsPersonError(f"Liquid of more than {LONGEST:,} characters, on which Segment fails")
    return _Reader(text, place).pieces(()) or [""]


class _Reader:
    """Reads the parts of a text one after the other; `names` are those that were given to values above."""

    def __init__(self, text: str, place: Place) -> None:
        self._parts = _parts(text)
        self._at = 0
        self._depth = 0
        self._names: dict[str, Node] = {}
        self._place: Place = Beside(self._names, place)

    def pieces(self, ends: Sequence[str]) -> list[Piece]:
        """What stands up to a tag that is one of the ends, which comes next; all of it where there are none."""
        made: list[Piece] = []
        while self._at < len(self._parts):
            kind, inner = self._parts[self._at]
            word, rest = _word(inner)
            if kind == "%" and word in ends:
                return made
            self._at += 1
            if kind == "%":
                made += self._tag(word, rest)
            elif kind == "{":
                node = output_of(inner, self._place)
                made.append(_shown(node))
            else:
                made.append(inner)
        if ends:
            raise NeedsPersonError(f"Liquid without {{% {ends[-1]} %}}")
        return made

    def _tag(self, word: str, rest: str) -> list[Piece]:
        if word == "assign":
            self._assign(rest)
            return []
        if word == "comment":
            self.pieces(("endcomment",))
            self._at += 1
            return []
        if word in DISABLED:
            raise NeedsPersonError(f"the Liquid tag {word}, on which Segment fails")
        if word not in ("if", "unless"):
            raise NeedsPersonError(f"the Liquid tag {word or 'without a name'}")
        self._depth += 1
        made = self._if(_condition(rest, self._place), f"end{word}", word)
        self._depth -= 1
        return [made]

    def _assign(self, rest: str) -> None:
        found = ASSIGNED.fullmatch(rest)
        if found is None:
            raise NeedsPersonError("the Liquid tag assign without a name")
        if self._depth:
            raise NeedsPersonError(f"the Liquid name {found[1]}, which is assigned in some cases only")
        self._names[found[1]] = output_of(found[2], self._place)

    def _if(self, condition: str, end: str, word: str) -> Expression:
        then = self.pieces(("elsif", "else", end))
        tag, rest = self._next()
        if word == "unless":
            condition = f"!({condition})"
        if tag == "elsif":
            otherwise = self._if(_condition(rest, self._place), end, "if").text
        elif tag == "else":
            otherwise = _text_of(self.pieces((end,)))
            self._at += 1
        else:
            otherwise = "''"
        return Expression(call("if_", condition, _text_of(then), otherwise))

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._parts):
            raise NeedsPersonError("Liquid whose tags are not closed")
        self._at += 1
        return _word(self._parts[self._at - 1][1])


def _parts(text: str) -> list[tuple[str, str]]:
    """The parts of the text: `%` for a tag and `{` for an output, with what is inside of it, and text."""
    made: list[tuple[str, str]] = []
    is_cut = False
    for number, part in enumerate(TAG.split(text)):
        if number % 2 == 0:
            if "{{" in part or "{%" in part:
                raise NeedsPersonError("Liquid with braces that are not closed")
            made.append(("", part.lstrip() if is_cut else part))
            continue
        found = INSIDE.fullmatch(part)
        if found is None:
            raise NeedsPersonError("Liquid with braces that are not closed")
        if found[2] and made:
            made[-1] = ("", made[-1][1].rstrip())
        is_cut = bool(found[4])
        made.append((found[1], found[3].strip()))
    return [one for one in made if one != ("", "")]


def _word(inner: str) -> tuple[str, str]:
    found = WORD.fullmatch(inner)
    return (found[1], found[2].strip()) if found else ("", inner)


def _shown(node: Node) -> Piece:
    return f"{node.value}" if isinstance(node, Constant) and isinstance(node.value, str | int | float) else (
        expression_of(node)
    )  # fmt: skip


def _text_of(pieces: Sequence[Piece]) -> str:
    """The pieces as one expression of a text."""
    if all(isinstance(one, str) for one in pieces):
        return literal("".join(map(str, pieces)))
    return expression_of(Template(tuple(pieces))).text


def _condition(text: str, place: Place) -> str:
    """The condition as an expression that is true or false; of several, Liquid takes the last ones together first."""
    found = JOINED.search(text)
    if found is None:
        return _test(text.strip(), place)
    sign = "&&" if found[1] == "and" else "||"
    return f"({_test(text[: found.start()].strip(), place)} {sign} {_condition(text[found.end() :], place)})"


def _test(text: str, place: Place) -> str:
    found = COMPARED.search(text)
    if found is None:
        return TRUTH.get(text) or f"!({call('contains', FALSY, expression_of(value_of(text, place)).text)})"
    left, right = text[: found.start()].strip(), text[found.end() :].strip()
    if found[1] in ("==", "!=", "<>"):
        equal = _equal(value_of(left, place), right, place)
        return equal if found[1] == "==" else f"!({equal})"
    if found[1] == "contains" and TEXT.fullmatch(right):
        return _contains(expression_of(value_of(left, place)), expression_of(value_of(right, place)).text)
    raise NeedsPersonError(f"Liquid that compares by {found[1]}, as JavaScript does")


def _equal(left: Node, right: str, place: Place) -> str:
    """Whether a value is what stands there: a text, a number, a word of Liquid's."""
    given = expression_of(left)
    if right in NIL:
        return f"{within(given)} == {NULL}"
    if right in TRUTH:
        return f"{within(given)} == {TRUTH[right]}"
    if right in ("empty", "blank"):
        is_listed = call("contains", EMPTY if right == "empty" else BLANK, given.text)
        spaces = f"type({given.text}) == 'string' && trim(not_null(as_text({given.text}), '')) == ''"
        return is_listed if right == "empty" else f"({is_listed} || {spaces})"
    node = value_of(right, place)
    if not isinstance(node, Constant):
        raise NeedsPersonError("Liquid that compares two values of the event")
    return f"{within(given)} == {literal(node.value)}"


def _contains(given: Expression, text: str) -> str:
    """Whether a text has the other in it, or a list has it."""
    kind = f"type({given.text})"
    in_text = f"{kind} == 'string' && contains(not_null(as_text({given.text}), ''), {text})"
    return f"({in_text} || {kind} == 'array' && contains(to_array({given.text}), {text}))"
