"""What each line of a mapping makes its field of: the mapping walked through without an event."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from actions.insight.lineage.conditions import reads_of
from actions.insight.lineage.flow import Flow, Source, decided_by, flow_of, join, made_from, present
from actions.insight.lineage.options import after_options
from actions.insight.lineage.ways import ITEM, Way
from mappings.expr.expression import compile_expression
from mappings.fields.field import CompiledField, CompiledObject
from mappings.fields.template import Hole, parse_template
from mappings.file.model import Field
from mappings.located import Located


class Made(Struct, frozen=True):
    """A line: the field that it writes, what that is made from, and what decides about it beside.

    `literal` holds what the line says itself, where it does.
    """

    target: Way
    line: CompiledField
    flow: Flow
    deciding: Flow
    literal: tuple[Any] | None = None

    @property
    def spot(self) -> Located:
        return self.line.spot

    @property
    def field(self) -> Field:
        return self.line.field

    def by_target(self) -> Iterator[tuple[Way, frozenset[Source]]]:
        """The places it comes from, for the field and for each part of it that is told apart."""
        for number, (target, found) in enumerate(_parts(self.target, after_options(self.flow, self.field))):
            yield target, found if number else found | self.deciding.sources()


def made_fields(made: CompiledObject, event: Flow, here: Flow) -> list[Made]:
    """The lines of a mapping, if paths start at `here`, those inside of objects and lists after these."""
    return list(_lines(_Walk(event, here, (), Flow()), made))


class _Walk(Struct, frozen=True):
    """Where the walk is: paths start at `here`, fields go below `target`, amounts are in a `currency` made by that."""

    event: Flow
    here: Flow
    target: Way
    currency: Flow


def _lines(walk: _Walk, made: CompiledObject) -> Iterator[Made]:
    for line in made.fields:
        if line.target == made.currency_target:
            walk = _Walk(walk.event, walk.here, walk.target, join([walk.currency, _source(line, walk)]))
    for line in made.fields:
        start = walk.event if line.at_event else walk.here
        target = (*walk.target, *line.target)
        deciding = [reads_of(line.only_when, start)]
        if line.field.as_ == "money":
            deciding.append(walk.currency)
        inside = None
        if line.field.each is not None:
            found = flow_of(compile_expression(line.field.each).tree, start)
            item = join([found.item(), found]) if line.field.wrap else found.item()
            deciding += [present(found), reads_of(line.keeps, item)]
            inside = _Walk(walk.event, item, (*target, ITEM), walk.currency)
        elif line.inner is not None:
            inside = _Walk(walk.event, start, target, walk.currency)
        literal = (line.field.value,) if "value" in line.field.model_fields_set else None
        yield Made(target, line, _source(line, walk), decided_by(*deciding), literal)
        if line.inner is not None and inside is not None:
            yield from _lines(inside, line.inner)


def _source(line: CompiledField, walk: _Walk) -> Flow:
    """The flow of what the line's source gives; of an object or a list that is made of lines these say it."""
    field, start = line.field, walk.event if line.at_event else walk.here
    if field.template is not None:
        holes = (one.path for one in parse_template(field.template) if isinstance(one, Hole))
        return made_from(_any_of(holes, start), "template")
    if field.counter is not None:
        # Which number an item has depends on how many are before it.
        return present(start)
    return join([Flow(), _any_of(field.from_ or (), start), _any_of(field.from_event or (), walk.event)])


def _any_of(paths: "Iterator[str] | list[str] | tuple[()]", start: Flow) -> Flow:
    return join([Flow(), *(flow_of(compile_expression(path).tree, start) for path in paths)])


def _parts(target: Way, flow: Flow) -> Iterator[tuple[Way, frozenset[Source]]]:
    yield target, flow.by | {Source(way) for way in flow.at}
    if flow.items:
        yield from _parts((*target, ITEM), flow.items)
    for name, one in flow.fields.items():
        yield from _parts((*target, name), one)
