"""Where a path of Segment's looks: the event, an item of a list, or what a `@transform` has made."""

import re
from typing import Final, TypeAlias

from msgspec import Struct

from actions.importing.segment.expression import path_text
from actions.importing.segment.mapping.expressions import expression_of, within
from actions.importing.segment.mapping.node import Constant, Expression, Fields, Node, Nothing
from mappings.event_fields import EVENT_FIELDS

WHOLE: Final = ("", ".")
# Where Segment cuts a path: at dots, and at brackets beside a position or a quote.
CUTS: Final = re.compile(r"""\[(?=["'\d])|\.|(?<=["'\d])\]+""")


class Event(Struct, frozen=True):
    """The event; `unknown` takes the first words of paths that no event of the spec has."""

    unknown: list[str]

    def read(self, path: str) -> Node:
        """What stands at the path, without `$.` before it."""
        steps = steps_of(path)
        if steps and steps[0] not in EVENT_FIELDS:
            self.unknown.append(steps[0])
            return Nothing()
        return Expression(path_text(steps))


class Item(Struct, frozen=True):
    """An item of a list."""

    def read(self, path: str) -> Node:
        """What stands at the path inside the item."""
        return Expression(path_text(steps_of(path)))


class Made(Struct, frozen=True):
    """An object that was made before."""

    node: Node

    def read(self, path: str) -> Node:
        """The part of what was made."""
        node, steps = self.node, steps_of(path)
        while steps and isinstance(node, Fields):
            node, steps = node.fields.get(steps[0], Nothing()), steps[1:]
        if not steps:
            return node
        if isinstance(node, Constant):
            return _inside(node.value, steps)
        return node if isinstance(node, Nothing) else Expression(path_text(steps, within(expression_of(node))))


class Beside(Struct, frozen=True):
    """Another place, and names that were given to values."""

    names: dict[str, Node]
    place: "Place"

    def read(self, path: str) -> Node:
        """What has this name, or stands at the path in the other place."""
        first = steps_of(path)[:1]
        is_name = bool(first) and first[0] in self.names
        return Made(Fields(self.names)).read(path) if is_name else self.place.read(path)


Place: TypeAlias = Event | Item | Made | Beside


def steps_of(path: str) -> tuple[str, ...]:
    """The names and positions of a path, as Segment cuts it.

    >>> steps_of("properties.products[0]['list name']")
    ('properties', 'products', '0', 'list name')
    """
    if path in WHOLE:
        return ()
    return tuple(re.sub("['\"]", "", step) for step in CUTS.split(path) if step)


def _inside(value: object, steps: tuple[str, ...]) -> Node:
    for step in steps:
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return Nothing() if value is None else Constant(value)
