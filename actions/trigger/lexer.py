"""The words and signs of a condition written on one line."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, cast
from unicodedata import normalize

from msgspec import Struct

from mappings.findings.errors import ExpressionError, ExpressionProblem

Kind: TypeAlias = Literal["text", "raw", "literal", "number", "word", "sign", "open", "close", "comma", "other", "end"]

# `==`, `&&` and their like are lexed so as to be distinguished: inside a path's filter they are JMESPath.
TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<raw>'(?:[^'\\]|\\.)*')
    | (?P<literal>`(?:[^`\\]|\\.)*`)
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*(?:(?<=n)['\u2019]t\b)?)
    | (?P<sign>->|≥|≤|≠|===|==|!==|!=|<>|<=|>=|=>|=<|=!|=~|&&|\|\||[=<>!&|])
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<comma>,)
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
CURLY_QUOTES = "“”„‟‘’‚«»"  # noqa: RUF001 - they are sought
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
SIGNS = frozenset("-=<>!&|()[]{},.")
CLOSING = {"(": ")", "[": "]", "{": "}"}
# A text in single quotes that seems to go on behind an apostrophe, or behind two as SQL has it.
WITH_APOSTROPHE = re.compile(r"'((?:[^'\\]|\\.|'(?=\w)|'')*)'+(?![\w'])")
GOES_ON = re.compile(r"'|(?!(?:and|exists|in|is|not|or)\b)[^\W\d]", re.IGNORECASE)


class Token(Struct, frozen=True):
    """A piece of the text; `start` and `end` are offsets in it."""

    kind: Kind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Is it one of these keywords, in small or capital letters?"""
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


def read_tokens(text: str) -> list[Token]:
    """The tokens of `text` and one of kind "end"; ExpressionError for a curly quote, or one never closed.

    >>> [token.text for token in read_tokens('length(tags) >= 2')]
    ['length', '(', 'tags', ')', '>=', '2', '']
    """
    return [*_pieces(text), Token("end", "", len(text), len(text))]


def _pieces(text: str) -> Iterator[Token]:
    for found in TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "other" and found[0] in "\"'`":
            raise ExpressionError(_never_closed(found[0], found.start(), len(text)))
        if kind == "raw" and (problem := _apostrophe(text, found.start(), found.end())):
            raise ExpressionError(problem)
        if kind == "other" and found[0] in CURLY_QUOTES:
            message = f"{found[0]} is a curly quote"
            raise ExpressionError(
                ExpressionProblem("E210", message, 'write straight ones: "', found.start(), found.end())
            )
        if found[0] == "->":
            message = "`->` does not lead to a field"
            raise ExpressionError(ExpressionProblem("E210", message, "write .", found.start(), found.end(), "."))
        if kind == "other" and (meant := _meant_sign(found[0])):
            message = f"{found[0]} (U+{ord(found[0]):04X}) only looks like {meant}"
            raise ExpressionError(
                ExpressionProblem("E210", message, f"write {meant}", found.start(), found.end(), meant)
            )
        if kind and kind != "space":
            # The groups of TOKEN are named as the kinds are.
            yield Token(cast("Kind", kind), found[0], found.start(), found.end())


def _apostrophe(text: str, start: int, end: int) -> ExpressionProblem | None:
    """The problem of `'It's'`, whose apostrophe ends the text that starts here."""
    whole = WITH_APOSTROPHE.match(text, start) if GOES_ON.match(text, end) else None
    if whole is None or whole.end() <= end:
        return None
    meant = whole[1].replace("''", "'")
    fix = json.dumps(meant, ensure_ascii=False)
    message = "the apostrophe ends this text"
    return ExpressionProblem("E203", message, f"write {fix}", start, whole.end(), fix)


def _meant_sign(sign: str) -> str | None:
    """The sign of ours that a sign of typesetting stands for, or one of a script with wide letters."""
    meant = "-" if sign in DASHES else normalize("NFKC", sign)
    return meant if not sign.isascii() and meant in SIGNS else None


def pair_brackets(tokens: list[Token]) -> Mapping[int, int]:
    """For the number of each opening bracket that of its closing one; ExpressionError where one is missing.

    >>> dict(pair_brackets(read_tokens("(a[0])")))
    {2: 4, 0: 5}
    """
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for number, token in enumerate(tokens):
        if token.kind == "open":
            waiting.append(number)
        elif token.kind == "close":
            if not waiting:
                raise ExpressionError(_at(token, f"this {token.text} closes nothing", "remove it"))
            number_opened = waiting.pop()
            opened = tokens[number_opened]
            if CLOSING[opened.text] != token.text:
                wanted = CLOSING[opened.text]
                hint = f"write {wanted} here"
                raise ExpressionError(_at(token, f"this {token.text} comes while {opened.text} is still open", hint))
            pairs[number_opened] = number
    if waiting:
        opened = tokens[waiting[-1]]
        wanted = CLOSING[opened.text]
        raise ExpressionError(_at(opened, f"this {opened.text} is never closed", f"add the {wanted}"))
    return pairs


def _at(token: Token, message: str, hint: str) -> ExpressionProblem:
    return ExpressionProblem("E203", message, hint, token.start, token.end)


def _never_closed(quote: str, start: int, end: int) -> ExpressionProblem:
    other = "double" if quote == "'" else "single"
    hint = f"close it with {quote}; if the text has a # in it, put the whole condition in {other} quotes"
    return ExpressionProblem("E203", f"this {quote} is never closed", hint, start, end)
