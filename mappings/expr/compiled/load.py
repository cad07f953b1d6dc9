"""From generated source to a function: the only place where text becomes code.

All that writes Python uses it: expressions, mappings, payloads (`destinations/sdk/quick/`), whole actions.
"""

import ast
import linecache
import re
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from types import CodeType, FunctionType
from typing import Any, Final

# All that generated code may name, beside the constants and functions given with it: builtins, methods, its own.
BUILTINS: Final = {one.__name__: one for one in (Exception, bool, dict, float, int, len, list, set, str, type)}
# What C code that generated code calls may look up there: pydantic imports a module when it is first given a string
# where an object belongs, and takes the whole process down if it cannot. The source itself can never name it.
GIVEN: Final = {**BUILTINS, "__import__": __import__}
METHODS: Final = frozenset(
    {
        "add",
        "append",
        "copy",
        "decode",
        "endswith",
        "get",
        "is_finite",
        "isspace",
        "items",
        "lower",
        "model_post_init",
        "spend",
        "startswith",
        "update",
        "upper",
        "values",
    }
)
# `p` are the values of a payload, which are checked by the code of its model; `f` fields of a decoded event; `full`
# remembers that a value of the event is not blank. `.0` is how Python itself calls what a comprehension goes through.
OWN: Final = re.compile(
    r"(?:v|t|p|f|full|item|each|fields|made|taken)[0-9]+|item|key|subject|budget|event|index|fields|made|lines|part|hour|settings"
    r"|extra|given|name|value|values|\.0"
)
# All that generated code consists of.
SYNTAX: Final = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.For, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Attribute, ast.Call, ast.List, ast.Dict, ast.Set, ast.IfExp),
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Mult, ast.FloorDiv),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn),
    *(ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue, ast.AugAssign, ast.NamedExpr, ast.Break),
    *(ast.DictComp, ast.comprehension, ast.Tuple, ast.Try, ast.ExceptHandler),
)
LABEL: Final = re.compile(r"[^\w.]+")


def load(
    source: str, function: str, names: Mapping[str, Any], *, label: str = "", attributes: Iterable[str] = ()
) -> Callable[..., Any]:
    r"""The function called `function` in generated source, as `load_functions` gives it.

    >>> load("def twice(value):\n    return value * 2\n", "twice", {})(21)
    42
    >>> load("def now(value):\n    return value.__class__\n", "now", {})
    Traceback (most recent call last):
        ...
    ValueError: generated code does not name __class__
    """
    return load_functions(source, (function,), names, label=label or function, attributes=attributes)[function]


def load_functions(
    source: str, functions: Iterable[str], names: Mapping[str, Any], *, label: str, attributes: Iterable[str] = ()
) -> dict[str, Callable[..., Any]]:
    """These functions of generated source, by their names; it may use `names`, a few builtins, and the attributes.

    Tracebacks and debuggers show its lines, under the label. ValueError as `compile_source` says.
    """
    namespace: dict[str, Any] = {**names, "__builtins__": GIVEN}
    exec(_compiled(source, label, frozenset((*names, *attributes))), namespace)  # noqa: S102  # what it can reach was checked
    return {name: namespace[name] for name in functions}


class Codes:
    """The code of functions by their source: what differs only in strings and numbers is held once.

    Beside what goes with a function, its source may read these `attributes`.
    """

    __slots__ = ("_attributes", "_by_source", "_globals")

    def __init__(self, attributes: Collection[str] = ()) -> None:
        self._attributes = attributes
        self._by_source: dict[str, CodeType] = {}
        # One for all: what a function refers to, it gets as parameters with defaults.
        self._globals: dict[str, Any] = {"__builtins__": GIVEN}

    def __len__(self) -> int:
        return len(self._by_source)

    def function(self, source: str, names: Mapping[str, Any], name: str) -> Callable[..., Any]:
        """The function `name` of the source, whose last parameters are `names`, in their order.

        A function that stands beside others refers to the names itself, and shares nothing.
        """
        if not source.startswith(f"def {name}("):
            return load(source, name, names, attributes=self._attributes)
        code = self._by_source.get(source)
        if code is None:
            (code,) = codes_of_functions(compile_source(source, name, {*names, *self._attributes}))
            self._by_source[source] = code
        return FunctionType(code, self._globals, name, tuple(names.values()))


def compile_source(source: str, label: str, names: Collection[str]) -> CodeType:
    """The code of generated source, which defines functions and may use `names` and a few builtins.

    ValueError when the source holds anything but SYNTAX, or names anything else, attributes included: whatever a
    user writes is data, so generated code never does.
    """
    # The same source has the same file name, so that code compiled anew finds its lines again.
    filename = f"<{LABEL.sub('_', label)} {sha256(source.encode('ascii')).hexdigest()[:12]}>"
    tree = ast.parse(source, filename)
    strange_syntax = _syntax(tree).difference(SYNTAX)
    if strange_syntax:
        raise ValueError(f"generated code has no {', '.join(sorted(one.__name__ for one in strange_syntax))}")
    code = compile(tree, filename, "exec", dont_inherit=True)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    allowed = {*names, *BUILTINS, *METHODS, *functions}
    strange = sorted(name for name in _names(code) if name not in allowed and not OWN.fullmatch(name))
    if strange:
        raise ValueError(f"generated code does not name {', '.join(strange)}")
    # Without a time, linecache never looks for the file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    for one in codes_of_functions(code):
        weakref.finalize(one, linecache.cache.pop, filename, None)
    return code


def codes_of_functions(module: CodeType) -> list[CodeType]:
    """The codes of the functions that a module's code defines."""
    return [one for one in module.co_consts if isinstance(one, CodeType)]


# The functions of a payload's model are asked for by each action that has it, and by each plan.
@lru_cache(maxsize=256)
def _compiled(source: str, label: str, names: frozenset[str]) -> CodeType:
    return compile_source(source, label, names)


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
    for inner in codes_of_functions(code):
        yield from _names(inner)
