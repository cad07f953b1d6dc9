"""Statements, indented, with what they cost the event's budget."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct, field

from mappings.expr.compiled.paths import Path

# The variable of the event's budget, while code is written: what a user writes stands there in plain ASCII, and so is
# never taken for it.
BUDGET = "\0udget"
# CPython takes 20 loops in each other and 100 levels; what a person can read is far less.
MOST_LEVELS = 40
MOST_LOOPS = 8


def finished(source: str) -> str:
    """The source as it runs."""
    return source.replace(BUDGET, "budget")


class TooDeepError(ValueError):
    """The expression goes deeper than generated code can; the interpreter has to do."""


class Part(Protocol):
    """Something that becomes lines once all of it is known."""

    def lines(self) -> Iterator[str]: ...


class Spend(Struct, eq=False):
    """A charge to the budget: `nodes`, and `items` and `size` if there are any, which are Python for more of them.

    A caller that knows `most` of both that may be spent here, and that nothing else is, needs no budget.
    """

    nodes: int
    items: str = ""
    size: str = ""
    most: tuple[int, int] | None = None

    def lines(self) -> Iterator[str]:
        if self.most is None:
            nodes = " + ".join(str(one) for one in (self.nodes, self.items) if one)
            yield f"{BUDGET}.spend({nodes}, {self.size})" if self.size else f"{BUDGET}.spend({nodes})"
            return
        tests = [f"{self.items} > {self.most[0] - self.nodes}"] if self.items else []
        tests += [f"{self.size} > {self.most[1]}"] if self.size else []
        if tests:
            yield f"if {' or '.join(tests)}:"
            yield "    refuse()"


class Block(Struct, eq=False):
    """Statements under a header such as `if v1:`, or the body of a function when it has none.

    `nodes` is what every run of it costs; in a loop, the loop pays it for all rounds at once. `loops` are the
    loops in it that another projection of the same list may join, by the name of the list.
    """

    header: str = ""
    level: int = 0
    loops_around: int = 0
    parts: list[str | Part] = field(default_factory=list)
    nodes: int = 0
    loops: dict[str, "Loop"] = field(default_factory=dict)

    def inside(self, header: str, *, loop: bool = False) -> "Block":
        """A block inside this one, not yet part of it; TooDeepError beyond what Python takes."""
        inner = Block(header, self.level + 1, self.loops_around + loop)
        if inner.level > MOST_LEVELS:
            raise TooDeepError
        return inner

    @property
    def is_empty(self) -> bool:
        return not self.parts and not self.nodes

    def lines(self) -> Iterator[str]:
        if self.header:
            yield self.header
        if self.nodes:
            yield self._indented(f"{BUDGET}.spend({self.nodes})")
        yield from self.body()

    def body(self) -> Iterator[str]:
        for part in self.parts:
            for line in (part,) if isinstance(part, str) else part.lines():
                yield self._indented(line)

    def _indented(self, line: str) -> str:
        return f"    {line}" if self.header else line


class Loop(Struct, eq=False):
    """Projections of one list in one loop: `for item1 in v1`, filling a list for each of them."""

    source: str
    items: str
    test: str
    item: str
    subject: Path
    body: Block
    results: list[str]
    most: tuple[int, int] | None = None

    def lines(self) -> Iterator[str]:
        each = len(self.results) + self.body.nodes
        size = f"len({self.source})" if each == 1 else f"{each} * len({self.source})"
        yield f"{' = '.join(self.results)} = None"
        yield f"if {self.test}:"
        yield from (f"    {line}" for line in Spend(len(self.results), size, most=self.most).lines())
        yield from (f"    {result} = []" for result in self.results)
        yield f"    for {self.item} in {self.items}:"
        yield from (f"    {line}" for line in self.body.body())
