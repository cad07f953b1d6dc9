"""The function of all actions that an event may concern: what several of them read is read once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from msgspec import Struct, field

from actions.event.integrations import is_meant_for
from actions.event.sampling import Sample
from actions.plan.compiled.budget import grant_budget
from actions.plan.compiled.output import Output
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.trigger import write_test
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.loops import list_at
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.shape import Shape
from mappings.expr.tree import Node
from mappings.fields.compiled.action import until_written
from mappings.fields.compiled.objects import ObjectWriter
from mappings.fields.compiled.runtime import is_null_item, refuse
from mappings.fields.compiled.where import Where
from mappings.functions.missing import says_nothing


def write_function(
    actions: Sequence[Parts], output: Output, shape: Shape | None = None, *, is_shared: bool
) -> tuple[str, dict[str, Any]]:
    """The source of the function for these actions, in their order, and what it refers to by name.

    It takes events for which the index gives these actions: values as JSON has them, or decoded to a `shape` from
    lines without a backslash. NotInShapeError or TooDeepError if it cannot be written. In source that `is_shared`,
    what it refers to by name are parameters with defaults.
    """
    return until_written(partial(_write, actions=actions, output=output, shape=shape), is_shared=is_shared)


def _write(
    emitter: Emitter, writer: ObjectWriter, *, actions: Sequence[Parts], output: Output, shape: Shape | None
) -> str:
    event = emitter.subject("event", is_object=True, shape=shape, is_verbatim=shape is not None)
    tests = _Tests(emitter, event)
    output.begin(emitter)
    for number, parts in enumerate(actions, 1):
        with tests.where_it_fires(parts), output.attempt(emitter, number):
            if parts.each is None:
                output.write(emitter, writer, number, parts, Where(event, event))
            else:
                with output.items(emitter, number), _each_item(emitter, parts.each, event) as where:
                    output.write(emitter, writer, number, parts, where)
            grant_budget(emitter)
    constants = tuple(emitter.names) if emitter.is_shared and not emitter.has_functions else ()
    return emitter.function(output.name, (*output.parameters, *constants), output.result)


class _Tests(Struct, frozen=True):
    """What is asked of the event for each action. Actions share the names of their destination, and their groups."""

    emitter: Emitter
    event: Path
    names: dict[frozenset[str], str] = field(default_factory=dict)
    taken: dict[tuple[str, str], str] = field(default_factory=dict)

    @contextmanager
    def where_it_fires(self, parts: Parts) -> Iterator[None]:
        """The block for events for which the action's trigger holds, and which nothing keeps from it."""
        emitter = self.emitter
        tests = [] if parts.condition is None else [write_test(emitter, parts.condition, self.event)]
        taken = parts.group and self._taken(parts.group)
        tests += [f"not {taken}"] if taken else []
        is_meant = self._is_meant(parts.names)
        tests += [self._is_sampled(parts.sample)] if parts.sample else []
        header = f"if {' and '.join([*tests, f'({is_meant})'])}:" if tests else f"if {is_meant}:"
        with emitter.branch(header) as block:
            if taken:
                emitter.line(f"{taken} = True")
            yield
        emitter.block.parts.append(block)

    def _is_meant(self, names: frozenset[str]) -> str:
        if names not in self.names:
            self.names[names] = self.emitter.known_as(self.emitter.fresh("NAMES_"), names)
        switches = self.event.field("integrations").name
        asks = self.emitter.known_as("is_meant_for", is_meant_for)
        return f"not {switches} or {asks}({switches}, {self.names[names]})"

    def _is_sampled(self, sample: Sample) -> str:
        user, anonymous = (self.event.field(name).name for name in ("userId", "anonymousId"))
        return f"{self.emitter.known_as(self.emitter.fresh('takes_'), sample.takes)}({user}, {anonymous})"

    def _taken(self, group: tuple[str, str]) -> str:
        """The variable that says whether an action above has taken the event for the group."""
        if group not in self.taken:
            self.taken[group] = self.emitter.fresh("taken")
            self.emitter.line(f"{self.taken[group]} = False")
        return self.taken[group]


@contextmanager
def _each_item(emitter: Emitter, each: Node, event: Path) -> Iterator[Where]:
    """The block for each item that says something; there is none where there is no list."""
    emitter.known_as("refuse", refuse)
    items, shape = list_at(emitter, each, event)
    # What is decoded for its readers may say something that nobody reads.
    asks = says_nothing if shape is None else is_null_item
    emitter.known_as(asks.__name__, asks)
    attributes = f", {tuple(one.name for one in shape.attributes.values())!r}" if shape else ""
    with emitter.branch(f"if type({items}) is list:") as block:
        emitter.line("index = -1")
        item = emitter.fresh("item")
        with emitter.branch(f"for {item} in {items}:", loop=True) as loop:
            emitter.line("index += 1")
            with emitter.branch(f"if not {asks.__name__}({item}{attributes}):") as said:
                here = emitter.subject(item, shape=shape, is_verbatim=event.is_verbatim)
                yield Where(event, here, "index")
            emitter.block.parts.append(said)
        emitter.block.parts.append(loop)
    emitter.block.parts.append(block)
    emitter.line(f"elif {items} is not None:")
    emitter.line("    refuse()")
