"""Which parts of a value expressions read: what need not be there for them to give the same."""

from dataclasses import dataclass, field

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
# What goes through the items of its first part; the rest reads from these.
LOOPS = frozenset({"filter_projection", "flatten", "projection", "value_projection"})
# `a.b`, `a | b`, `a[0]`: each step reads what the step before it gave.
CHAINS = frozenset({"index_expression", "pipe", "subexpression"})
NOTHING = frozenset({"expref", "literal"})


@dataclass(eq=False, slots=True)
class Reads:
    """What is read below a value, by name; `is_whole` if the value itself is used and not just looked into."""

    fields: "dict[str, Reads]" = field(default_factory=dict)
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
            self.add(parts[0])
        elif kind in CHAINS:
            self._add_chain(parts)
        elif kind not in NOTHING:
            self.is_whole = True

    def add_presence(self, names: tuple[str, ...]) -> None:
        """Note that somebody asks whether there is a value at the path of these names."""
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
