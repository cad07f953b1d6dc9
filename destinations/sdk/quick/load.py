"""Generated source to a function: the only place where a model's source becomes code."""

import ast
import linecache
import re
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from types import CodeType, FunctionType
from typing import Any

# All that generated code consists of.
SYNTAX = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.For, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Attribute, ast.Call, ast.List, ast.Dict, ast.Set),
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Try, ast.ExceptHandler),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.Subscript),
    *(ast.DictComp, ast.comprehension, ast.Tuple),
)
METHODS = {"add", "append", "copy", "get", "is_finite", "isspace", "items", "model_post_init", "update"}
BUILTINS = {one.__name__: one for one in (Exception, bool, dict, float, int, len, list, set, str, type)}
# What C code that generated code calls may look up there: pydantic imports a module when it is first given a text
# where an object belongs, and takes the whole process down if it cannot. The source itself can never name it.
GIVEN = {**BUILTINS, "__import__": __import__}
LOCAL = re.compile(r"p[0-9]+|extra|fields|given|made|name|value|values")
LABEL = re.compile(r"[^\w.]+")


def load(source: str, function: str, names: Mapping[str, Any], label: str) -> Callable[..., Any]:
    """The function called `function` of generated source, as `load_functions` gives it."""
    return load_functions(source, (function,), names, label)[function]


def load_functions(
    source: str, functions: Iterable[str], names: Mapping[str, Any], label: str
) -> dict[str, Callable[..., Any]]:
    """These functions of generated source, which may use `names` and a few builtins, by their names.

    Tracebacks and debuggers show its lines, under `label`. ValueError when the source holds anything that is
    never generated.
    """
    code = _compiled(source, frozenset(names), LABEL.sub("_", label))
    namespace: dict[str, Any] = {**names, "__builtins__": GIVEN}
    exec(code, namespace)  # noqa: S102  # what was compiled was checked
    made = {name: namespace[name] for name in functions}
    for one in made.values():
        _show_lines(source, code.co_filename, one)
    return made


# Each plan asks for the functions of the models that it uses, and most models say the same each time.
@lru_cache(maxsize=256)
def _compiled(source: str, names: frozenset[str], label: str) -> CodeType:
    check_source(source, names)
    # The same source has the same name, so that code compiled anew finds its lines again.
    filename = f"<payload {label} {sha256(source.encode('ascii')).hexdigest()[:12]}>"
    code: CodeType = compile(source, filename, "exec", dont_inherit=True)
    return code


def check_source(source: str, names: Collection[str]) -> None:
    """ValueError unless the source consists of what is generated, and names only `names` and its own."""
    tree = ast.parse(source)
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if not isinstance(node, SYNTAX):
            raise ValueError(f"generated code has no {type(node).__name__}")  # noqa: TRY004  # its text, not a type
        if isinstance(node, ast.Attribute) and node.attr not in METHODS:
            raise ValueError(f"generated code has no .{node.attr}")
        name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""
        if name and name not in names and name not in own and name not in BUILTINS and not LOCAL.fullmatch(name):
            raise ValueError(f"generated code has no name {name}")


def _show_lines(source: str, filename: str, function: FunctionType) -> None:
    # Without a time, linecache never looks for the file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    weakref.finalize(function, linecache.cache.pop, filename, None)
