"""Functions of one source share one code object, whatever the constants that each of them has."""

from collections.abc import Callable, Collection, Mapping
from types import CodeType, FunctionType
from typing import Any

from pysource.load import GIVEN, codes_of_functions, compile_source, load


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
