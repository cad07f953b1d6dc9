"""The names, constants and functions of one generated source, and the statements of each function."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, Literal

from msgspec import Struct, field

# CPython takes 100 levels of indentation and 20 loops in each other; no payload comes near.
MOST_LEVELS = 12


# Models within a payload are made as such, or as the objects that are written of them.
Models = Literal["instances", "objects"]


class NotQuickError(Exception):
    """The model, or this part of it, has no quick form."""


class Codegen(Struct, eq=False):
    """What all functions of one piece of source share.

    `forms` has, for each kind of schema, the function that writes the statements for a value of it. `names` is what the
    source refers to, by name. `functions` are the sources of models' functions, and `validators` their names by model,
    and by what they make of it. `definitions` are the schemas that others refer to. No name is one
    that is `taken`.
    """

    forms: Mapping[str, Callable[..., None]]
    names: dict[str, Any] = field(default_factory=dict)
    functions: list[str] = field(default_factory=list)
    validators: dict[tuple[type, Models], str] = field(default_factory=dict)
    definitions: dict[str, Any] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    _counts: dict[str, "count[int]"] = field(default_factory=dict)

    def fresh(self, prefix: str) -> str:
        """A name that nothing has yet: p1, then p2."""
        name = f"{prefix}{next(self._counts.setdefault(prefix, count(1)))}"
        return self.fresh(prefix) if name in self.taken else name

    def known(self, value: Any, name: str = "") -> str:
        """The name of something of our own, which generated code may use from now on."""
        name = name or str(value.__name__)
        while name in self.taken:
            name += "_"
        self.names[name] = value
        return name

    def constant(self, prefix: str, value: Any) -> str:
        """The name of `value` in generated code."""
        known = next((name for name, one in self.names.items() if one is value), None)
        if known is None:
            known = self.fresh(prefix)
            self.names[known] = value
        return known


class FunctionBody(Struct, eq=False):
    """The statements of one function; `refuse` is the statement for a value that is left to pydantic.

    `models` is what it makes of models within a payload. Where these are not instances, values are read from JSON and
    become JSON again where they are: names in them are texts, and nobody can change them meanwhile, so that lists and
    objects are not copied.
    """

    codegen: Codegen
    refuse: str = "return None"
    models: Models = "instances"
    lines: list[str] = field(default_factory=list)
    level: int = 0

    def line(self, text: str) -> None:
        self.lines.append("    " * self.level + text)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Statements under `header`; NotQuickError where they would be nested deeper than a person reads."""
        if self.level >= MOST_LEVELS:
            raise NotQuickError
        self.line(header)
        self.level += 1
        yield
        self.level -= 1

    def refuse_if(self, condition: str) -> None:
        with self.block(f"if {condition}:"):
            self.line(self.refuse)
