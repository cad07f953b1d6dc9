"""What an expression reads of an event, and which of it is in its value: worked out from its tree, without an event."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec import field as made_by
from msgspec.structs import replace

from actions.insight.lineage.ways import FIELD, ITEM, Way, into
from mappings.expr.tree import Node

# What becomes of what is read: it is in the value, it decides what the value is, or only whether it is there counts.
Use: TypeAlias = Literal["value", "decides", "presence"]
# Functions that give one of their arguments as it is; of `if_` the first one decides.
CHOOSING: Final = frozenset({"default", "if_", "not_null"})
# Functions that read fields of lines: `currency`, and those that texts among their arguments name.
OF_LINES: Final = frozenset({"currency_of", "sum_product"})
# Each step reads what the step before it gave.
CHAINS: Final = frozenset({"index_expression", "pipe", "subexpression"})


class Source(Struct, frozen=True):
    """A place in events that a value comes from; `through` are the functions on the way, the first one first."""

    way: Way
    use: Use = "value"
    through: tuple[str, ...] = ()


class Flow(Struct, frozen=True, eq=False):
    """Where a value comes from: it stands `at` these ways in the event, or is made `by` what is read there.

    A list that is built has `items`, an object `fields`; where they come from is said of each.
    """

    at: frozenset[Way] = frozenset()
    by: frozenset[Source] = frozenset()
    items: "Flow | None" = None
    fields: "dict[str, Flow]" = made_by(default_factory=dict)

    def sources(self) -> frozenset[Source]:
        """All that is read for it, whatever part of the value it ends in."""
        found = self.by | {Source(way) for way in self.at}
        inside = [*self.fields.values(), *([self.items] if self.items else [])]
        return found.union(*(one.sources() for one in inside))

    def item(self) -> "Flow":
        """Any item of it, where it is a list."""
        here = Flow(frozenset(into(way, ITEM) for way in self.at), self.by)
        return join([here, self.items]) if self.items else here

    def field(self, name: str) -> "Flow":
        """The field of this name, where it is an object."""
        here = Flow(frozenset(into(way, name) for way in self.at), self.by)
        return join([here, self.fields[name]]) if name in self.fields else here

    def any_field(self) -> "Flow":
        here = Flow(frozenset(into(way, FIELD) for way in self.at), self.by)
        return join([here, *self.fields.values()])


EVENT: Final = Flow(frozenset({()}))


def join(flows: Iterable[Flow]) -> Flow:
    """The flow of a value that comes from any of these."""
    parts = list(flows)
    if len(parts) == 1:
        return parts[0]
    items = [one.items for one in parts if one.items]
    names = dict.fromkeys(name for one in parts for name in one.fields)
    return Flow(
        frozenset[Way]().union(*(one.at for one in parts)),
        frozenset[Source]().union(*(one.by for one in parts)),
        join(items) if items else None,
        {name: join([one.fields[name] for one in parts if name in one.fields]) for name in names},
    )


def decided_by(*flows: Flow) -> Flow:
    """The flow of a value that these decide about, without being in it."""
    found = frozenset[Source]().union(*(one.sources() for one in flows))
    return Flow(by=frozenset(one if one.use == "presence" else Source(one.way, "decides") for one in found))


def present(flow: Flow) -> Flow:
    """The flow of a value that is there only where this one is; the event always is."""
    return Flow(by=flow.by | {Source(way, "presence") for way in flow.at if way})


def made_from(flow: Flow, *names: str) -> Flow:
    """The flow of what functions of these names make of a value."""
    return Flow(by=frozenset(_through(one, names) for one in flow.sources()))


def flow_of(tree: Node, here: Flow) -> Flow:
    """Where the expression's value comes from, if its paths start at `here`.

    >>> from mappings.expr.parse import parse
    >>> made = flow_of(parse("properties.products[?price > `5`].sku").tree, EVENT)
    >>> sorted((one.use, one.way[-1]) for one in made.items.sources())
    [('decides', 'price'), ('value', 'sku')]
    """
    if tree["type"] in CHAINS:
        for part in tree["children"]:
            here = flow_of(part, here)
        return here
    return MADE_BY.get(tree["type"], _operator)(tree, here)


def _list(tree: Node, here: Flow) -> Flow:
    parts = tree["children"]
    source = flow_of(parts[0], here)
    item = source.any_field() if tree["type"] == "value_projection" else source.item()
    made = flow_of(parts[1], item)
    if tree["type"] == "filter_projection":
        made = join([made, decided_by(flow_of(parts[2], item))])
    return Flow(by=present(source).by, items=made)


def _flat(tree: Node, here: Flow) -> Flow:
    source = flow_of(tree["children"][0], here)
    item = source.item()
    # An item that is not a list stays what it is; the way through an item may lead through one object as well.
    return Flow(by=present(source).by, items=replace(item.item(), fields=item.fields))


def _built_list(tree: Node, here: Flow) -> Flow:
    """A list of parts; there is none of a value that is missing."""
    return Flow(by=present(here).by, items=join([Flow(), *(flow_of(part, here) for part in tree["children"])]))


def _built_object(tree: Node, here: Flow) -> Flow:
    fields = {part["value"]: flow_of(part["children"][0], here) for part in tree["children"]}
    return Flow(by=present(here).by, fields=fields)


def _call(tree: Node, here: Flow) -> Flow:
    name, parts = tree["value"], tree["children"]
    plain = [flow_of(part, here) for part in parts if part["type"] != "expref"]
    if name in OF_LINES and parts:
        return made_from(join([*_fields_of_lines(parts, plain[0]), *plain[1:]]), name)
    item = join([Flow(), *plain]).item()
    given = plain + [flow_of(part["children"][0], item) for part in parts if part["type"] == "expref"]
    if name not in CHOOSING:
        return made_from(join([Flow(), *given]), name)
    return join([decided_by(given[0]), *given[1:]]) if name == "if_" else join(given)


def _fields_of_lines(parts: Sequence[Node], lines: Flow) -> Iterator[Flow]:
    """What such a function reads of the lines that its first argument is."""
    yield present(lines)
    line = lines.item()
    yield line.field("currency")
    for part in parts[1:3]:
        # A name that is worked out may be any.
        yield line.field(str(part["value"])) if part["type"] == "literal" else line


def _operator(tree: Node, here: Flow) -> Flow:
    given = [flow_of(part, here) for part in tree["children"]]
    if tree["type"] == "or_expression":
        return join(given)
    if tree["type"] == "and_expression":
        return join([decided_by(*given[:-1]), given[-1]])
    # Comparisons, `!`, and what else gives true or false.
    return decided_by(*given)


def _through(source: Source, names: tuple[str, ...]) -> Source:
    return replace(source, through=(*source.through, *names)) if source.use == "value" else source


def without_repeats(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources without those that say no more than another: that a place is there, of which something is read."""
    found = set(sources)
    values = {(one.way, use) for one in found for use in ("decides", "presence") if one.use == "value"}
    for one in found:
        is_above = one.use == "presence" and any(
            other.way[: len(one.way)] == one.way and other is not one and other.use != "presence" for other in found
        )
        if not is_above and (one.way, one.use) not in values:
            yield one


MADE_BY: Final[Mapping[str, Callable[[Node, Flow], Flow]]] = {
    "current": lambda _, here: here,
    "field": lambda tree, here: here.field(tree["value"]),
    "filter_projection": _list,
    "flatten": _flat,
    "function_expression": _call,
    "identity": lambda _, here: here,
    "index": lambda _, here: here.item(),
    "literal": lambda _, __: Flow(),
    "multi_select_dict": _built_object,
    "multi_select_list": _built_list,
    "projection": _list,
    # Its children are numbers.
    "slice": lambda _, here: here,
    "value_projection": _list,
}
