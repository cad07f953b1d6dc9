"""Generated source to a function, with one code object for all actions of one structure."""

from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

from mappings.expr.compiled.load import GIVEN, compile_source, load, show_lines


class Codes:
    """The code of a plan's functions by their source: what differs only in texts and numbers is held once."""

    __slots__ = ("_by_source", "_globals")

    def __init__(self) -> None:
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
            return load(source, name, names)
        code = self._by_source.get(source)
        if code is None:
            code = self._by_source[source] = _compile(source, names, name)
        return FunctionType(code, self._globals, name, tuple(names.values()))


def _compile(source: str, names: Mapping[str, Any], name: str) -> CodeType:
    module = compile_source(source, name, names)
    code = next(one for one in module.co_consts if isinstance(one, CodeType))
    show_lines(source, code.co_filename, code)
    return code
