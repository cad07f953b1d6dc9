"""The condition that Segment's parser makes of a trigger, and what it passes over on its way.

That parser goes through the tokens once, from left to right. It knows no precedence: the last `and` or `or` of a
group holds for all of it. It takes a group to end at the first closing parenthesis, passes over names it does not know,
and sees a negation only before `contains(` and `match(`.
"""

import re
from collections.abc import Callable
from math import isnan
from typing import Final

from actions.importing.segment.trigger.condition import Condition, Group, Never, Path, Test
from actions.importing.segment.trigger.tokens import Token, UnreadableError, tokens_of

# What a condition may begin with, and where in the event it looks.
OBJECTS: Final = frozenset({"context", "properties", "traits"})
TEXTS: Final = frozenset({"type", "event", "name", "userId"})
FUNCTIONS: Final = frozenset({"contains", "match"})
ORDERS: Final = frozenset({"<", "<=", ">", ">="})
# Operators that hold when they are written between a name and a value, whether that was meant or not.
KNOWN: Final = frozenset(
    {
        *("=", "!=", *ORDERS, "contains", "not_contains", "starts_with", "not_starts_with", "ends_with"),
        *("not_ends_with", "exists", "not_exists", "is_true", "is_false", "number_equals", "number_not_equals"),
    }
)
CAPITALS: Final = frozenset({"AND", "OR", "And", "Or"})
ENDS: Final = Token("eos", "eos")


def parse_trigger(text: str) -> tuple[Condition, list[str]]:
    """What the trigger means to Segment, and where that is not what it says, in words.

    >>> parse_trigger('type = "track" and event = "A" or event = "B"')[1]
    ['it mixes and with or; Segment takes the last one, or, for all of them']
    """
    try:
        parser = _Parser(tokens_of(text))
        found = parser.group(parser.tokens)
    except UnreadableError as error:
        return Never(), [f"Segment cannot read it ({error}), so it never fires"]
    if found is None:
        return Never(), [*parser.notes, "nothing is left of it that Segment can test, so it never fires"]
    return found, list(dict.fromkeys(parser.notes))


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.notes: list[str] = []
        # Whether what comes next belongs to a name that was passed over.
        self.passing = False

    def group(self, tokens: list[Token]) -> Condition | None:
        """The condition of the tokens, which are used up; None where they hold none."""
        parts: list[Condition | None] = []
        words: list[str] = []
        capitals: list[str] = []
        while tokens and (token := tokens.pop(0)).kind != "eos":
            self._step(token, tokens, parts)
            if token.kind == "conditional":
                words.append(token.value)
            elif token.kind == "ident" and token.value in CAPITALS:
                capitals.append(token.value.lower())
        operator = words[-1] if words else "and"
        if len(set(words)) > 1:
            self.notes.append(f"it mixes and with or; Segment takes the last one, {operator}, for all of them")
        elif {*capitals} - {operator}:
            self.notes.append(f"Segment knows and and or in small letters alone; it takes {operator} for all of them")
        if None in parts and operator == "or":
            # What comes behind it is not looked at any more.
            parts = parts[: parts.index(None) + 1]
        whole = tuple(Never() if one is None else one for one in parts)
        if len(whole) > 1:
            return Group(operator, whole)
        return whole[0] if whole else None

    def _step(self, token: Token, tokens: list[Token], parts: list[Condition | None]) -> None:
        if token.kind == "ident":
            self._name(token, tokens, parts)
        elif token.kind == "operator" and token.value == "!":
            if tokens and tokens[0].kind == "ident" and tokens[0].value in FUNCTIONS:
                self._call(tokens.pop(0).value, tokens, parts, negated=True)
            else:
                self.notes.append(f"Segment passes over the negation before {tokens[0].value if tokens else 'its end'}")
        elif token.kind == "parenleft":
            parts.append(self._inner(tokens))
        elif token.kind == "conditional":
            self.passing = False
        elif token.kind != "parenright" and not self.passing:
            self.notes.append(f"Segment passes over {token.value}")

    def _inner(self, tokens: list[Token]) -> Condition | None:
        """The condition between parentheses, the closing one being the first that comes."""
        inside: list[Token] = []
        while tokens and tokens[0].kind != "parenright":
            inside.append(tokens.pop(0))
        if not tokens:
            raise UnreadableError("a parenthesis is not closed")
        tokens.pop(0)
        if any(one.kind == "parenleft" for one in inside):
            self.notes.append("a group with parentheses in it ends for Segment at the first closing one")
        found = self.group([*inside, ENDS])
        if found is None:
            self.notes.append("Segment fails on a group in which it can test nothing")
        return found

    def _name(self, token: Token, tokens: list[Token], parts: list[Condition | None]) -> None:
        root = token.value.split(".")[0]
        if root in OBJECTS or root in TEXTS:
            parts.append(self._comparison(token.value, root, _take(tokens), _take(tokens)))
        elif token.value in FUNCTIONS:
            self._call(token.value, tokens, parts, negated=False)
        elif token.value not in CAPITALS:
            self.notes.append(f"Segment passes over the test of {token.value}, which is none of its fields")
            self.passing = True

    def _comparison(self, name: str, root: str, operator: Token, value: Token) -> Condition:
        path = (root, *_steps(name, root)) if root in OBJECTS else (root,)
        if root in OBJECTS and name == root:
            self.notes.append(f"Segment looks for {root} inside {root}")
        if root in TEXTS and name != root:
            self.notes.append(f"Segment reads {name} as {root}")
        sign, said = operator.value, value.value
        special = _special(root, sign, value)
        if special:
            return Test(path, *special)
        if sign not in KNOWN or (sign in ORDERS and root in TEXTS):
            self.notes.append(f"{name} {sign} {said} never holds for Segment")
        if said in ("null", "true", "false") and value.kind != "string":
            self.notes.append(f'Segment compares {name} with the text "{said}"')
        elif value.kind not in ("string", "number") and "." in said:
            self.notes.append(f"Segment takes {said} for a text")
        elif said.startswith("'"):
            self.notes.append(f"Segment takes the single quotes of {said} for a part of the text")
        return Test(path, sign, _value(value, as_text=root in TEXTS))

    def _call(self, function: str, tokens: list[Token], parts: list[Condition | None], *, negated: bool) -> None:
        del tokens[:1]
        name = _take(tokens).value
        del tokens[:1]
        value = _take(tokens)
        del tokens[:1]
        text = _text(_value(value, as_text=True))
        operator = "contains"
        if function == "match":
            operator, text = self._match(value, text)
        root = next((one for one in sorted(OBJECTS) if name.startswith(one)), name)
        if root not in OBJECTS and root not in TEXTS - {"type"}:
            self.notes.append(f"Segment passes over {function}({name}, …), whose first argument it cannot test")
            return
        if value.kind == "string" and value.value.startswith("'"):
            self.notes.append(f"Segment takes the single quotes of {value.value} for a part of the text")
        path = (root, *_steps(name, root)) if root in OBJECTS else (root,)
        parts.append(Test(path, f"not_{operator}" if negated else operator, text))

    def _match(self, value: Token, text: str) -> tuple[str, str]:
        starts = value.value.endswith('*"')
        operator, rest = ("starts_with", text[:-1]) if starts else ("ends_with", text[1:])
        if "*" in rest or "?" in rest:
            self.notes.append(f"match(…, {value.value}): Segment knows a single * at an end; it takes {rest} as it is")
        elif not starts and not text.startswith("*"):
            self.notes.append(f"match(…, {value.value}) without * means to Segment: ends with {rest}")
        return operator, rest


def _take(tokens: list[Token]) -> Token:
    if not tokens:
        raise UnreadableError("it ends too early")
    return tokens.pop(0)


def _special(root: str, sign: str, value: Token) -> tuple[str, float | None] | None:
    """The operator, and its value, of comparisons that Segment gives a meaning of their own."""
    has_null = root in OBJECTS or root in ("name", "userId")
    has_booleans = root in OBJECTS or root == "userId"
    words: dict[tuple[str, str], str] = {}
    if has_null:
        words |= {("!=", "null"): "exists", ("=", "null"): "not_exists"}
    if has_booleans:
        words |= {("=", "true"): "is_true", ("=", "false"): "is_false"}
    if (sign, value.value) in words:
        return words[sign, value.value], None
    if root in OBJECTS and value.kind == "number" and sign in ("=", "!="):
        return "number_equals" if sign == "=" else "number_not_equals", number_of(value.value)
    return None


def _value(token: Token, *, as_text: bool) -> str | float | bool:
    if token.kind == "string":
        return token.value.removeprefix('"').removesuffix('"')
    if token.kind == "number":
        number = number_of(token.value)
        return _text(number) if as_text else number
    if token.kind == "ident" and token.value in ("true", "false") and not as_text:
        return token.value == "true"
    return token.value


def number_of(text: str) -> float:
    """The number that JavaScript reads in a text; NaN where it reads none.

    >>> number_of(" 5 "), number_of(""), number_of("0x10"), number_of("five")
    (5, 0, 16, nan)
    """
    text = text.strip()
    readers: tuple[tuple[str, Callable[[str], float]], ...] = (
        ("", lambda _: 0),
        (r"[+-]?\d+", int),
        (r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", float),
        (r"0x[0-9a-f]+|0o[0-7]+|0b[01]+", lambda one: int(one, 0)),
    )
    read = next((read for pattern, read in readers if re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII)), None)
    return read(text) if read else float("nan")


def _text(value: str | float | bool) -> str:
    """The value as JavaScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "NaN" if isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _steps(name: str, root: str) -> Path:
    return tuple(re.findall(r"[^\[.\]]+", name.removeprefix(f"{root}.")))
