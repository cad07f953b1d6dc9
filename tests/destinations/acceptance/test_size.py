"""A destination is small."""

import ast
from statistics import median

from tests.destinations.acceptance.built_in import NAMES, ROOT

MOST = 150


def lines_of_code(name: str) -> int:
    """The lines of a destination that hold code: no blank ones, comments, docstrings, nor what plays the vendor."""
    modules = (ROOT / "destinations" / name).glob("*.py")
    return sum(len(code_in(one.read_text(encoding="utf-8"))) for one in modules if one.stem != "stand_in")


def code_in(source: str) -> set[int]:
    """The numbers of the lines that hold code.

    >>> sorted(code_in('"about"\\n\\ndef f(a: int) -> int:\\n    # why\\n    return a'))
    [3, 5]
    """
    reported = {line for node in ast.walk(ast.parse(source)) for line in docstring_of(node)}
    lines = enumerate(source.splitlines(), start=1)
    return {number for number, line in lines if line.strip() and not line.strip().startswith("#")} - reported


def docstring_of(node: ast.AST) -> range:
    """The lines of the docstring, if the node has one."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return range(0)
    first = node.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return range(first.lineno, (first.end_lineno or first.lineno) + 1) if is_text else range(0)


def test_half_of_the_built_in_destinations_have_fewer_than_150_lines_of_code() -> None:
    lines = {name: lines_of_code(name) for name in NAMES}
    assert median(lines.values()) < MOST, lines
