"""Where a field's value comes from: each source of the grammar as steps."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mappings.expr.check import check_expression
from mappings.expr.expression import Expression
from mappings.fields.scope import Compilation, Condition, FieldFailure, Scope, Step
from mappings.fields.template import compile_template
from mappings.file.model import Field
from mappings.findings.errors import EvaluationError
from mappings.findings.show import kind_of, show
from mappings.functions.formats import as_list
from mappings.functions.missing import filled, is_blank
from mappings.located import Located

# Writes the fields of one object, an item of a list or a nested one.
WriteObject = Callable[[Scope], dict[str, Any]]


def plain_steps(field: Field, spot: Located, work: Compilation) -> tuple[Step, ...]:
    """The steps of a source that is not an object: `from`, `from_event`, `template`, `counter`, `value`.

    A list of paths is a step for each: the first that finds something decides. A blank text is nothing found.
    """
    tidy = as_found if looks_up_blank(field) else filled
    if field.from_ is not None:
        return _path_steps(field.from_, spot.at("from"), work, tidy, whole_event=False)
    if field.from_event is not None:
        return _path_steps(field.from_event, spot.at("from_event"), work.at_event(), tidy, whole_event=True)
    if field.template is not None:
        fill = compile_template(spot.at("template"), field.template, field.if_missing, work)
        return (Step(lambda _, scope: fill(scope), spot.at("template")),) if fill else ()
    if field.counter is not None:
        start = field.counter
        return (Step(lambda _, scope: start + scope.index, spot.at("counter")),)
    literal = field.value
    return (Step(lambda _, __: literal, spot.at("value")),)


def object_step(write: WriteObject, target: tuple[str, ...], spot: Located) -> Step:
    """The step of a nested `map:`/`set:`; an object none of whose fields has a value is not a value."""

    def run(_: Any, scope: Scope) -> Any:
        return write(replace(scope, inside=(*scope.inside, *target))) or None

    return Step(run, spot)


def items_step(
    field: Field,
    spot: Located,
    write: WriteObject,
    keeps: Condition | None,
    target: tuple[str, ...],
    work: Compilation,
) -> Step | None:
    """The step of `each:`; none where the path has a mistake."""
    place = spot.at("each")
    path = check_expression(field.each or "", place, 0, work.report, roots=work.roots)
    if path is None or keeps is None:
        return None
    items = _Items(path, place, write, keeps, target, field.limit, wrap=bool(field.wrap))
    return Step(items.objects, place, items=items.kept)


class _Items(Struct, frozen=True):
    """An object for each item of a list that `keeps` takes, the first `limit` of them.

    Null and blank items, and items none of whose fields has a value, are left out; a text or a number of which no field
    is made is a failure of that item. An empty list is a value, a missing
    list is none. EvaluationError for anything but a list, unless `wrap` takes it as the only item.
    """

    path: Expression
    place: Located
    write: WriteObject
    keeps: Condition
    target: tuple[str, ...]
    limit: int | None
    wrap: bool

    def objects(self, _: Any, scope: Scope) -> list[dict[str, Any]] | None:
        made = self._made(scope)
        return None if made is None else [fields for fields, _ in made]

    def kept(self, scope: Scope) -> list[Any]:
        """The items of which the objects are made, in turn."""
        return [item for _, item in self._made(replace(scope, failures=[])) or ()]

    def _made(self, scope: Scope) -> list[tuple[dict[str, Any], Any]] | None:
        found = filled(self.path(scope.here, scope.budget))
        items = None if found is None else _as_items(found, self.path.text, wrap=self.wrap)
        if items is None:
            return None
        made: list[tuple[dict[str, Any], Any]] = []
        odd: list[FieldFailure] = []
        for item in items:
            if len(made) == self.limit or scope.has_given_up:
                break
            if filled(item) is None or not self.keeps(item, scope.budget):
                continue
            scope.budget.spend(1)
            inside = (*scope.inside, *self.target, len(made))
            # What is wrong with its fields is reported once: for a text as a whole, and not for each of them.
            here = replace(scope, here=item, index=len(made), inside=inside, failures=[])
            fields = self.write(here)
            if not isinstance(item, dict | list) and fields == self.write(replace(here, here=None, failures=[])):
                error = EvaluationError(f"{show(item)} is {kind_of(item)}, in which no field was found")
                odd.append(FieldFailure.of(error, inside, self.place, is_required=False))
                scope.failures.extend(one for one in here.failures if one.code == "E520")
                continue
            scope.failures.extend(here.failures)
            if fields:
                made.append((fields, item))
        if odd and not made:
            raise EvaluationError(f"no item of {self.path.text} has any of the fields; the first is {show(items[0])}")
        scope.failures.extend(odd)
        return made


def looks_up_blank(field: Field) -> bool:
    """Whether the field's `lookup:` says what a blank text stands for."""
    return any(is_blank(key) for key in field.lookup or ())


def _path_steps(
    paths: list[str], spot: Located, work: Compilation, tidy: Callable[[Any], Any], *, whole_event: bool
) -> tuple[Step, ...]:
    steps = []
    for number, text in enumerate(paths):
        place = spot.at(number)
        path = check_expression(text, place, 0, work.report, roots=work.roots, is_mapped=True)
        if path is not None:
            steps.append(Step(_reads(path, tidy, whole_event=whole_event), place))
    return tuple(steps)


def _reads(path: Expression, tidy: Callable[[Any], Any], *, whole_event: bool) -> Callable[[Any, Scope], Any]:
    if path.tree["type"] == "multi_select_list":
        tidy = without_nulls

    def run(value: Any, scope: Scope) -> Any:
        if value is not None:
            return value
        return tidy(path(scope.event if whole_event else scope.here, scope.budget))

    return run


def as_found(value: Any) -> Any:
    return value


def without_nulls(value: Any) -> Any:
    """What a path such as `[properties.product_id]` built; if nothing in it was found, it found nothing."""
    return [part for part in value if part is not None] or None if isinstance(value, list) else value


def keeps_all(*_: Any) -> bool:
    """Whether an item is kept where no `where:` chooses."""
    return True


def _as_items(found: Any, path: str, *, wrap: bool) -> list[Any] | None:
    if wrap and not isinstance(found, list):
        return [found]
    try:
        return as_list(found)
    except EvaluationError:
        raise EvaluationError(
            f"`each` goes through a list, and {path} is {kind_of(found)}",
            "`wrap: true` takes it as a list of one",
        ) from None
