"""Templates: a text with placeholders, each filled with the value of a path."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from mappings.budget import Budget
from mappings.expr.check import check_expression
from mappings.expr.expression import Expression
from mappings.fields.scope import Compilation, Scope
from mappings.findings.errors import EvaluationError, ExpressionError, ExpressionProblem
from mappings.findings.show import kind_of
from mappings.functions.missing import is_blank
from mappings.located import Located

OPEN, CLOSE = "{{", "}}"
CODE = "E345"
QUOTES = "'\"`"
STATEMENT = re.compile(r"\{%[^%]*%\}")
SINGLE_BRACES = re.compile(r"\$?(?<!\{)\{\s*([A-Za-z_][\w.]*)\s*\}(?!\})")


class Hole(Struct, frozen=True):
    """The path between two pairs of braces, without space around it; `start` is its offset in the text."""

    path: str
    start: int


def parse_template(text: str) -> tuple[str | Hole, ...]:
    """The pieces of a template from left to right. ExpressionError for braces that do not pair.

    Braces inside a path, and anything in its quotes, belong to the path: `{{ '{{' }}` writes two braces.

    >>> parse_template("Hi {{ traits.name }}!")
    ('Hi ', Hole(path='traits.name', start=6), '!')
    """
    pieces: list[str | Hole] = []
    at = 0
    while (opened := text.find(OPEN, at)) >= 0:
        _refuse_stray_close(text, at, opened)
        closed = _end_of_path(text, opened)
        inner = text[opened + len(OPEN) : closed]
        path = inner.strip()
        if not path:
            raise _problem("there is no path between the braces", "write {{ path }}", opened, closed + len(CLOSE))
        if opened > at:
            pieces.append(text[at:opened])
        pieces.append(Hole(path, opened + len(OPEN) + inner.index(path)))
        at = closed + len(CLOSE)
    _refuse_stray_close(text, at, len(text))
    if not any(isinstance(piece, Hole) for piece in pieces):
        _refuse_other_templates(text)
        raise _problem("this template has no {{ path }} in it", "for a plain text use `value:` or `set:`", 0, len(text))
    return (*pieces, text[at:]) if text[at:] else tuple(pieces)


def compile_template(
    spot: Located, text: str, if_missing: str | None, work: Compilation
) -> Callable[[Scope], Any] | None:
    """A function that fills the holes; it gives None when a hole has no value and `if_missing` does not help.

    `if_missing`: `empty` leaves such a hole empty, `fail` is an EvaluationError, `omit` and `null` (and
    nothing) give no text at all, any other text is written in the hole's place. Findings go to the report,
    and None comes back.
    """
    try:
        pieces = parse_template(text)
    except ExpressionError as error:
        found = error.problem
        place = spot.inside(found.start, found.end)
        work.report.add(found.code, place, found.message, found.hint, fix=found.fix)
        return None
    parts = [_compile_piece(piece, spot, work) for piece in pieces]
    read = [part for part in parts if part is not None]
    if len(read) < len(parts):
        return None

    def fill(scope: Scope) -> str | None:
        texts = [
            part if isinstance(part, str) else fill_hole(part(scope.here, scope.budget), part.text, if_missing)
            for part in read
        ]
        return join_texts(texts, scope.budget)

    return fill


def _compile_piece(piece: str | Hole, spot: Located, work: Compilation) -> str | Expression | None:
    if isinstance(piece, str):
        return piece
    return check_expression(piece.path, spot, piece.start, work.report, roots=work.roots)


def fill_hole(value: Any, path: str, if_missing: str | None) -> str | None:
    """The text for a hole whose path has found `value`, None if there is none. A blank text is not a value."""
    if not (value is None or is_blank(value)):
        return _as_text(value, path)
    if if_missing == "fail":
        raise EvaluationError(f"is required and missing: {path} has no value", code="E501")
    if if_missing == "empty":
        return ""
    return None if if_missing in (None, "omit", "null") else if_missing


def join_texts(texts: Sequence[str | None], budget: Budget) -> str | None:
    """The whole text, None if a part is; what there is of it is charged."""
    whole = [one for one in texts if one is not None]
    budget.spend(1, sum(map(len, whole)))
    return "".join(whole) if len(whole) == len(texts) else None


def _as_text(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        raise EvaluationError(
            f"{path} is {kind_of(value)}, and a template is made of texts and numbers",
            f"name a value inside it, or write {{{{ json_encode({path}) }}}}",
        )
    return json.dumps(value)


def _end_of_path(text: str, opened: int) -> int:
    """The offset of the braces that close the hole opened at `opened`."""
    depth = 0
    at = opened + len(OPEN)
    while at < len(text):
        character = text[at]
        if character in QUOTES:
            at = _end_of_quoted(text, at)
        elif character == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif text.startswith(CLOSE, at):
            return at
        at += 1
    raise _problem("{{ is never closed", "write }} after the path", opened, opened + len(OPEN))


def _end_of_quoted(text: str, start: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != text[start]:
        at += 2 if text[at] == "\\" else 1
    return at


def _refuse_other_templates(text: str) -> None:
    """Raise for what is a hole or a statement in templates of other languages."""
    statement = STATEMENT.search(text)
    if statement:
        hint = "the choice is made in a path: {{ if_(condition, then, else) }}"
        raise _problem(f"there is no {statement[0]} in a template", hint, *statement.span())
    single = SINGLE_BRACES.search(text)
    if single:
        fix = f"{{{{ {single[1]} }}}}"
        problem = ExpressionProblem(CODE, "a hole has two braces", f"write {fix}", *single.span(), fix)
        raise ExpressionError(problem)


def _refuse_stray_close(text: str, start: int, end: int) -> None:
    at = text.find(CLOSE, start, end)
    if at >= 0:
        raise _problem("}} closes nothing", "write {{ before the path", at, at + len(CLOSE))


def _problem(message: str, hint: str, start: int, end: int) -> ExpressionError:
    return ExpressionError(ExpressionProblem(CODE, message, hint, start, end))
