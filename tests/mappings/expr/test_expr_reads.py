"""What an expression reads of a value is enough for it to give the same."""

from random import Random
from typing import Any

import pytest

from mappings.budget import Budget
from mappings.expr.compiled.reads import Reads
from mappings.expr.expression import compile_expression
from mappings.expr.interpret import interpret
from mappings.findings.errors import ExpressionError
from tests.mappings.expr.random_expressions import OUR_CALLS, document, expression


def kept(value: Any, reads: Reads) -> Any:
    """The value without what is not read of it."""
    if reads.is_whole or (reads.items is not None and reads.fields):
        return value
    if reads.items is not None:
        return [kept(item, reads.items) for item in value] if isinstance(value, list) else None
    if not isinstance(value, dict):
        # Whoever only looks into it, or asks whether it is there, sees no more.
        return None if value is None else "something"
    return {name: kept(value[name], below) for name, below in reads.fields.items() if name in value}


def result(text: str, value: Any) -> str:
    try:
        return repr(interpret(compile_expression(text).tree, value, Budget()))
    except Exception as error:  # noqa: BLE001  # that it fails is a result too
        return type(error).__name__


@pytest.mark.parametrize("seed", range(20))
def test_random_expressions_read_no_more(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    smaller = 0
    for _ in range(500):
        text = expression(random, 3, OUR_CALLS) if seed % 2 else expression(random, 3)
        try:
            tree = compile_expression(text).tree
        except ExpressionError:
            continue
        reads = Reads()
        reads.add(tree)
        value = document(random)
        less = kept(value, reads)
        assert result(text, less) == result(text, value), text
        smaller += less != value
    assert smaller > 25


ROWS: list[tuple[str, str, str]] = [
    ("a path", "a.b", "{a: {b: whole}}"),
    ("a value and what is in it", "a || a.b", "{a: whole {b: whole}}"),
    ("what a pipe goes on with", "a | b", "{a: {b: whole}}"),
    ("arguments", "not_null(a.b, a.c)", "{a: {b: whole, c: whole}}"),
    ("items", "a[*].b", "{a: [{b: whole}]}"),
    ("items of items", "a[*].b[*].c", "{a: [{b: [{c: whole}]}]}"),
    ("items and the condition on them", "a[?b].c", "{a: [{b: whole, c: whole}]}"),
    ("items as they are", "a[*]", "{a: [whole]}"),
    ("a list by its place", "a[0].b", "{a: whole}"),
    ("a flattened list", "a[].b", "{a: whole}"),
    ("the values of an object", "a.*", "{a: whole}"),
    ("an object made of parts", "a.{x: b, y: c}", "{a: {b: whole, c: whole}}"),
    ("all", "@", "whole"),
    ("nothing", "`1`", "{}"),
    ("an argument that goes through items", "map(&b, a)", "{a: whole}"),
]


@pytest.mark.parametrize(("text", "meant"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_is_read(text: str, meant: str) -> None:
    reads = Reads()
    reads.add(compile_expression(text).tree)
    assert shown(reads) == meant


def shown(reads: Reads) -> str:
    fields = ", ".join(f"{name}: {shown(below)}" for name, below in sorted(reads.fields.items()))
    if reads.items is not None:
        return f"[{shown(reads.items)}]"
    if reads.is_whole:
        return f"whole {{{fields}}}" if fields else "whole"
    return f"{{{fields}}}"
