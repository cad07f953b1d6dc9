"""Generated source to a function, with one code object for all actions of one structure."""

from collections.abc import Callable, Hashable, Mapping
from types import CodeType, FunctionType
from typing import Any

from mappings.expr.compiled.load import GIVEN, compile_source, load, show_lines

# An event's body in; the payload's fields out, or None where nothing fires.
Run = Callable[[dict[str, Any]], dict[str, Any] | None]


class Codes:
    """The code of a plan's functions by their source: what differs only in texts and numbers is held once."""

    __slots__ = ("_by_source", "_globals", "_whole")

    def __init__(self) -> None:
        self._by_source: dict[str, CodeType] = {}
        # One for all: what a function refers to, it gets as parameters with defaults.
        self._globals: dict[str, Any] = {"__builtins__": GIVEN}
        self._whole: dict[Hashable, Run] = {}

    def whole(self, key: Hashable, make: Callable[[], Run]) -> Run:
        """The function that was made for this key before, or what `make` gives: actions that say the same run it."""
        if key not in self._whole:
            self._whole[key] = make()
        return self._whole[key]

    def __len__(self) -> int:
        return len(self._by_source)

    def function(self, source: str, names: Mapping[str, Any], name: str = "action") -> Callable[..., Any]:
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
