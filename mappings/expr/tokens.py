"""The tokens of an expression and their places."""

import json
import re
from itertools import pairwise
from typing import Any, Never

from jmespath.exceptions import LexerError
from jmespath.lexer import Lexer
from msgspec import Struct

from mappings.budget import Budget, measure
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.advice import advise_character
from mappings.findings.errors import EvaluationError, ExpressionError, ExpressionProblem

SPACES = " \t\n\r"
PATH = re.compile(r"\w+(?:\.\w+)+")


class Token(Struct, frozen=True):
    """One word: its kind as jmespath names it, its value, and the characters `start` to `end` of the text."""

    kind: str
    value: Any
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of `text`, closed by one of kind `eof`; ExpressionError where a character begins no word.

    >>> [(token.kind, token.start, token.end) for token in tokenize("a.'b'")][2]
    ('literal', 2, 5)
    """
    try:
        found = list(_Lexer().tokenize(text))
    except LexerError as error:
        raise ExpressionError(advise_character(text, error.lexer_position, error.message)) from None
    except ExpressionError:
        raise
    except ValueError:
        raise ExpressionError(_too_many_digits(text)) from None
    # jmespath's own ends are off for quoted words and operators: we end a word before the space after it.
    starts = [token["start"] for token in found]
    ends = [start + len(text[start:after].rstrip(SPACES)) for start, after in pairwise(starts)]
    return [
        Token(token["type"], token["value"], token["start"], end)
        for token, end in zip(found, [*ends, len(text)], strict=True)
    ]


class _Lexer(Lexer):  # type: ignore[misc]  # jmespath has no types
    """jmespath's lexer, but backticks hold JSON or nothing (it would warn, then take `USD` as a text)."""

    def _consume_literal(self) -> dict[str, Any]:
        start = self._position
        written = self._consume_until("`").replace("\\`", "`")
        end = self._length if self._current is None else self._position
        return {"type": "literal", "value": _read_json(written, start, end), "start": start, "end": end}


def _read_json(written: str, start: int, end: int) -> Any:
    try:
        value = json.loads(written, parse_constant=_refuse_constant)
        measure(value, Budget())
    except EvaluationError as error:
        raise ExpressionError(ExpressionProblem("E303", str(error), "write another value", start, end)) from None
    except RecursionError:
        problem = ExpressionProblem("E303", "this JSON is nested too deeply", "write a flatter value", start, end)
        raise ExpressionError(problem) from None
    except ValueError:
        raise ExpressionError(_not_json(written.strip(), start, end)) from None
    return value


def _refuse_constant(name: str) -> Never:
    raise EvaluationError(f"{name} is not a number that JSON can hold")


def _not_json(written: str, start: int, end: int) -> ExpressionProblem:
    shown = written if len(written) <= 40 else f"{written[:40]}…"  # noqa: PLR2004  # as much as reads well in a line
    if not written or any(mark in written for mark in "{}[]\"'\n"):
        return ExpressionProblem(
            "E303", f"`{shown}` is not JSON", "backticks hold a JSON value: `5`, `true`, `[1, 2]`", start, end
        )
    if shown.partition(".")[0] in EVENT_FIELDS and PATH.fullmatch(shown):
        message = f"backticks hold JSON, and {shown} is a path"
        return ExpressionProblem("E303", message, f"leave the backticks out: {shown}", start, end, fix=shown)
    return ExpressionProblem(
        "E303",
        f"backticks hold JSON, and `{shown}` is not JSON",
        f"for the text {shown} write '{shown}', or use set:",
        start,
        end,
        fix=f"'{shown}'" if shown == written else None,
    )


def _too_many_digits(text: str) -> ExpressionProblem:
    digits = max(re.finditer(r"\d+", text), key=lambda match: len(match[0]))
    return ExpressionProblem(
        "E302", "no list has that many items", "write a shorter number", digits.start(), digits.end()
    )
