"""Generated source to a function: the only place where text becomes code."""

import ast
import linecache
import re
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from hashlib import sha256
from types import CodeType
from typing import Any, Final

from mappings.event_fields import EVENT_FIELDS

# All that generated code may name, beside the constants and functions given with it: builtins, methods, its own.
BUILTINS: Final = {one.__name__: one for one in (Exception, bool, dict, float, int, len, list, str, type)}
# What C code that generated code calls may look up there, as pydantic does: it imports modules when it first needs
# them, and takes the whole process down if it cannot. The source itself can never name it.
GIVEN: Final = {**BUILTINS, "__import__": __import__}
METHODS: Final = frozenset(
    {
        "append",
        "decode",
        "endswith",
        "get",
        "is_finite",
        "isspace",
        "items",
        "lower",
        "spend",
        "startswith",
        "upper",
        "values",
    }
)
# `p` are the values of a payload, which are checked by whoever knows its model; `f` fields of a decoded event; `full`
# remembers that a value of the event is not blank. `.0` is how Python itself calls what a comprehension goes through.
OWN: Final = re.compile(
    r"(?:v|t|p|f|full|item|each|fields|made|taken)[0-9]+|item|key|subject|budget|event|index|fields|made|lines|part|hour|\.0"
)

# All that generated code consists of.
SYNTAX: Final = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.For, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Attribute, ast.Call, ast.List, ast.Dict, ast.IfExp, ast.Break),
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Mult, ast.FloorDiv),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn),
    *(ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue, ast.AugAssign, ast.NamedExpr),
    *(ast.DictComp, ast.comprehension, ast.Tuple, ast.Try, ast.ExceptHandler),
)


def load(source: str, function: str, names: Mapping[str, Any]) -> Callable[..., Any]:
    """The function called `function` in generated source, which may use `names` and nine builtins.

    Tracebacks and debuggers show its lines. ValueError as `compile_source` says.
    """
    code = compile_source(source, function, names)
    namespace: dict[str, Any] = {**names, "__builtins__": GIVEN}
    exec(code, namespace)  # noqa: S102  # the source is the emitter's, and what it can reach is checked
    made: Callable[..., Any] = namespace[function]
    show_lines(source, code.co_filename, made)
    return made


def compile_source(source: str, function: str, names: Collection[str]) -> CodeType:
    """The code of generated source that defines `function` and may use `names` and nine builtins.

    ValueError when the source holds anything but SYNTAX, or names anything else, attributes included: whatever a
    user writes is data, so generated code never does.
    """
    # The same source has the same file name, so that code compiled anew finds its lines again.
    filename = f"<{function} {sha256(source.encode('ascii')).hexdigest()[:12]}>"
    tree = ast.parse(source, filename)
    strange_syntax = _syntax(tree).difference(SYNTAX)
    if strange_syntax:
        raise ValueError(f"generated code has no {', '.join(sorted(one.__name__ for one in strange_syntax))}")
    code = compile(tree, filename, "exec", dont_inherit=True)
    allowed = {*names, *BUILTINS, *METHODS, *EVENT_FIELDS, function}
    strange = sorted(name for name in _names(code) if name not in allowed and not OWN.fullmatch(name))
    if strange:
        raise ValueError(f"generated code does not name {', '.join(strange)}")
    return code


def show_lines(source: str, filename: str, owner: object) -> None:
    """Let tracebacks and debuggers show the source, as long as `owner` lives."""
    # Without a time, linecache never looks for the file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    weakref.finalize(owner, linecache.cache.pop, filename, None)


def _syntax(tree: ast.AST) -> set[type[ast.AST]]:
    """The kinds of nodes in the tree. `ast.walk` takes three times as long, which is longer than compiling."""
    kinds = set()
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        kinds.add(type(node))
        for name in node._fields:
            part = getattr(node, name)
            if isinstance(part, list):
                waiting.extend([one for one in part if isinstance(one, ast.AST)])
            elif isinstance(part, ast.AST):
                waiting.append(part)
    return kinds


def _names(code: CodeType) -> Iterator[str]:
    """Every name in the code: variables, globals, attributes, modules."""
    yield from (*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
