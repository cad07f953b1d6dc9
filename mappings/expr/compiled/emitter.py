"""Writer of generated code: its names, its constants, and the current block."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from msgspec import Struct, field

from mappings.expr.compiled.block import Block, Spend, finished
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.shape import Attribute, Shape
from mappings.expr.compiled.value import Value, is_plain, within_f_string, write_scalar
from mappings.expr.compiled.verdict import can_fail
from mappings.expr.tree import Node

Form = Callable[["Emitter", Node, Path], Value]
# What is longer gets a line and a name of its own. It also keeps brackets from nesting beyond what Python takes.
LONGEST_CODE = 90


class Written(Struct, frozen=True):
    """An expression among others: the name or literal that holds its value, and whether its lines can fail."""

    value: Value
    can_fail: bool


class Emitter(Struct, eq=False):
    """Writes the statements of one function or of several; `forms` says how each kind of node is written.

    Several expressions of one subject share what they read and the loops they run:

        emitter = Emitter(FORMS)
        event = emitter.subject("event", is_object=True)
        written = [emitter.add(tree, event) for tree in trees]
        source = emitter.function("action", ("event", "budget"), result)

    `names` is what the source refers to: constants and functions by name. In source that `is_shared`, texts and
    numbers are constants too, and nothing says where it comes from: then what differs only by them is the same.
    What is written while it `is_rare` runs for few events: it is short rather than quick.
    """

    forms: Mapping[str, Form]
    names: dict[str, Any] = field(default_factory=dict)
    block: Block = field(default_factory=Block)
    is_shared: bool = False
    is_rare: bool = False
    _functions: list[str] = field(default_factory=list)
    _counts: dict[str, "count[int]"] = field(default_factory=dict)
    _present: set[str] = field(default_factory=set)

    @property
    def has_functions(self) -> bool:
        """Whether the function at hand needs others beside it."""
        return bool(self._functions)

    def subject(
        self,
        name: str,
        *,
        is_object: bool = False,
        is_present: bool = False,
        shape: Shape | None = None,
        is_verbatim: bool = False,
    ) -> Path:
        """The value in the variable `name`, to read from; what is read is read at this point of the block."""
        path = Path(name, self.fresh, is_object, known=Attribute(name, shape=shape), is_verbatim=is_verbatim)
        self.block.parts.append(path)
        if is_object or is_present:
            self._present.add(name)
        return path

    def add(self, tree: Node, here: Path) -> Written:
        """The statements of an expression that reads from `here`, and the value they give, under a name."""
        return Written(self.named(self.emit(tree, here)), can_fail(tree))

    def function(self, name: str, parameters: tuple[str, ...], result: Value) -> str:
        """The source of a function of the block at hand that gives `result`, after those it needs."""
        lines = [*self.block.lines(), f"return {result.whole}"]
        body = "".join(f"    {line}\n" for line in lines)
        return finished("\n\n".join([*self._functions, f"def {name}({', '.join(parameters)}):\n{body}"]))

    def emit(self, node: Node, here: Path) -> Value:
        """The value of a node; the statements it needs go to the block at hand."""
        value = self.forms[node["type"]](self, node, here)
        return self.named(value) if len(value.code) + len(value.guard) > LONGEST_CODE else value

    def line(self, text: str) -> None:
        self.block.parts.append(text)

    def spend(self, nodes: int, items: str = "", size: str = "") -> None:
        """Charge the event's budget; see `Spend`."""
        self.block.parts.append(Spend(nodes, items, size))

    def fresh(self, prefix: str = "v") -> str:
        """A name that nothing has yet: v1, then v2."""
        return f"{prefix}{next(self._counts.setdefault(prefix, count(1)))}"

    def known_as(self, name: str, value: Any) -> str:
        """`name`, which generated code may use for `value` from now on; it means nothing else in this function."""
        if self.names.setdefault(name, value) is not value and self.names[name] != value:
            raise ValueError(f"{name} is {self.names[name]!r} already, and not {value!r}")
        return name

    def literal(self, literal: Any) -> Value:
        code = write_scalar(literal)
        if code is None or (self.is_shared and not (literal is None or isinstance(literal, bool))):
            code = self.known_as(self.fresh("CONSTANT_"), literal)
        kinds: dict[type, Any] = {
            bool: "bool",
            str: "text",
            int: "number",
            float: "number",
            list: "list",
            dict: "object",
        }
        kind = kinds.get(type(literal), "any")
        return Value(code, kind, literal=literal, is_name=True, is_verbatim=is_plain(literal))

    def within_text(self, value: Value) -> str:
        """The value, a text, as it stands in an f-string."""
        if value.is_literal and value.code not in self.names:
            return within_f_string(value.literal)
        return f"{{{value.code}}}"

    def named(self, value: Value) -> Value:
        """The value under a name (or as a literal), fit to be used more than once."""
        return value if value.is_name and not value.guard else self.assigned(value)

    def assigned(self, value: Value, name: str | None = None) -> Value:
        name = name or self.fresh()
        self.line(f"{name} = {value.whole}")
        return Value(
            name,
            "any" if value.guard else value.kind,
            is_name=True,
            is_verbatim=value.is_verbatim,
            may_be_blank=value.may_be_blank,
            says_something=value.says_something,
            is_text_if_any=value.is_text_or_null,
        )

    def variable(self, value: Value) -> str:
        """The name of a variable that holds the value."""
        return value.code if value.is_name and not value.is_literal and not value.guard else self.assigned(value).code

    def place(self, value: Value) -> Path:
        """Where paths continue that start at the value."""
        if value.path is not None:
            return value.path
        return self.subject(self.variable(value), is_present=value.is_never_null, is_verbatim=value.is_verbatim)

    def is_present(self, here: Path) -> bool:
        """Is it certain that `here` is not null?"""
        return here.variable in self._present

    @contextmanager
    def branch(self, header: str, *, loop: bool = False, present: str = "") -> Iterator[Block]:
        """A block inside the one at hand, which is written to meanwhile; it joins only when appended.

        `present` is a variable known not to be null in it.
        """
        outer, known = self.block, present in self._present
        self.block = outer.inside(header, loop=loop)
        if present:
            self._present.add(present)
        try:
            yield self.block
        finally:
            self.block = outer
            if present and not known:
                self._present.discard(present)

    @contextmanager
    def within(self, block: Block) -> Iterator[None]:
        """Write to a block that stands already."""
        outer, self.block = self.block, block
        try:
            yield
        finally:
            self.block = outer

    def each(self, tree: Node) -> str:
        """The name of a function of `item` that is `tree`, beside the one at hand."""
        outer, present = self.block, self._present
        self.block, self._present = Block(), set()
        try:
            result = self.emit(tree, self.subject("item"))
            name = self.fresh("each")
            lines = [*self.block.lines(), f"return {result.whole}"]
        finally:
            self.block, self._present = outer, present
        body = "".join(f"    {line}\n" for line in lines)
        self._functions.append(f"def {name}(item, budget):\n{body}")
        return name
