"""Which parts of a value expressions read: what need not be there for them to give the same."""

from collections.abc import Sequence

from msgspec import Struct, field

from mappings.expr.tree import Node

# What is evaluated at the same value as the whole is: arguments, operands, the parts of lists and objects.
SIDE_BY_SIDE = frozenset(
    {
        "and_expression",
        "comparator",
        "function_expression",
        "key_val_pair",
        "multi_select_dict",
        "multi_select_list",
        "not_expression",
        "or_expression",
    }
)
# What goes through the items of a list, which its first part gives; the others read from the items.
LOOPS = frozenset({"filter_projection", "projection"})
# What is made of the values of its first part; the others read from that.
GATHERS = frozenset({"flatten", "value_projection"})
# `a.b`, `a | b`, `a[0]`: each step reads what the step before it gave.
CHAINS = frozenset({"index_expression", "pipe", "subexpression"})
NOTHING = frozenset({"expref", "literal"})


def plain_names(tree: Node) -> tuple[str, ...]:
    """The names of a plain path; none of another expression."""
    if tree["type"] == "field":
        return (tree["value"],)
    parts = [plain_names(part) for part in tree["children"]] if tree["type"] == "subexpression" else []
    return tuple(name for part in parts for name in part) if all(parts) else ()


class Reads(Struct, eq=False):
    """What is read below a value, by name, and of its `items` where it is gone through.

    It `is_whole` if the value itself is used and not just looked into.
    """

    fields: "dict[str, Reads]" = field(default_factory=dict)
    items: "Reads | None" = None
    is_whole: bool = False

    def field(self, name: str) -> "Reads":
        return self.fields.setdefault(name, Reads())

    def add(self, tree: Node) -> None:
        """Note what the expression reads of this value.

        >>> from mappings.expr.parse import parse
        >>> reads = Reads()
        >>> reads.add(parse("context.page.url || context.traits").tree)
        >>> sorted(reads.fields["context"].fields), reads.fields["context"].is_whole
        (['page', 'traits'], False)
        """
        kind, parts = tree["type"], tree["children"]
        if kind == "field":
            self.field(tree["value"]).is_whole = True
        elif kind in SIDE_BY_SIDE:
            for part in parts:
                self.add(part)
        elif kind in LOOPS:
            self.add_items(parts[0], parts[1:])
        elif kind in GATHERS:
            self.add(parts[0])
        elif kind in CHAINS:
            self._add_chain(parts)
        elif kind not in NOTHING:
            self.is_whole = True

    def add_items(self, source: Node, each: Sequence[Node]) -> "Reads":
        """Note that expressions read of the items of a list; it gives what is read of these."""
        names = plain_names(source)
        if not names:
            self.add(source)
            return Reads()
        here = self
        for name in names:
            here = here.field(name)
        here.items = here.items or Reads()
        for one in each:
            here.items.add(one)
        return here.items

    def add_presence(self, names: tuple[str, ...]) -> None:
        """Note that something reads whether there is a value at the path of these names."""
        here = self
        for name in names:
            here = here.field(name)

    def _add_chain(self, steps: list[Node]) -> None:
        here = self
        for step in steps[:-1]:
            if step["type"] != "field":
                # What comes after it reads from what it makes.
                here.add(step)
                return
            here = here.field(step["value"])
        here.add(steps[-1])
