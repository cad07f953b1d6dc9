"""Fields that are written together, as Python: an object, or one for each item of a list."""

from collections.abc import Container, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from mappings.expr.compiled.block import MOST_LOOPS, TooDeepError
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.loops import list_at
from mappings.expr.compiled.value import Value
from mappings.expr.expression import compile_expression
from mappings.fields.compiled.conditions import write_condition
from mappings.fields.compiled.field import Found, write_field
from mappings.fields.compiled.runtime import refuse
from mappings.fields.compiled.where import Where
from mappings.fields.field import CompiledField, CompiledObject
from mappings.fields.target import write_at

# From so many fields that may be missing, they are first tested together: mostly all are there.
MANY = 3
LINE = 100
ON_A_LINE = 5


class Written(Struct, frozen=True):
    """An object in the variable `name`; `is_sure` if it always has fields."""

    name: str
    is_sure: bool


# A key of an object and its value.
Key = tuple[str, Found]


class Member(Struct):
    """A key of an object: a value of its own, values inside it, or both, where these overlay the first."""

    name: str
    found: Found | None = None
    below: "dict[str, Member]" = field(default_factory=dict)

    def overlays(self, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Found]]:
        for member in self.below.values():
            target = (*way, member.name)
            if member.found:
                yield target, member.found
            yield from member.overlays(target)


class ObjectWriter(Struct, frozen=True):
    """Writes objects; fields whose `id` is `left_out` are worked out by the reference."""

    left_out: Container[int]

    def write(self, emitter: Emitter, written: CompiledObject, where: Where) -> Written:
        """The statements that make the object."""
        return assemble(emitter, arrange(self.fields(emitter, written, where)))

    def fields(self, emitter: Emitter, written: CompiledObject, where: Where) -> list[tuple[CompiledField, Found]]:
        """The statements of each field's value, and the values in the order of writing."""
        found: dict[tuple[str, ...], Found] = {}
        currency = [one for one in written.fields if one.target == written.currency_target]
        for one in currency if _counts_cents(written) else ():
            found[one.target] = self._field(emitter, one, where)
            where = replace(where, currency=_currency(emitter, found[one.target].value, where))
        for one in written.fields:
            if one.target not in found:
                found[one.target] = self._field(emitter, one, where)
        return [(one, found[one.target]) for one in written.fields]

    def _field(self, emitter: Emitter, one: CompiledField, where: Where) -> Found:
        return write_field(emitter, one, where, self._inner, self.left_out)

    def _inner(self, emitter: Emitter, one: CompiledField, where: Where) -> Value:
        if one.inner is None:
            raise TooDeepError
        if one.field.each is not None:
            return self._items(emitter, one, one.inner, where)
        made = self.write(emitter, one.inner, where)
        return Value(made.name, "object", is_name=True) if made.is_sure else Value(f"{made.name} or None")

    def _items(self, emitter: Emitter, one: CompiledField, inner: CompiledObject, where: Where) -> Value:
        """A loop that adds an object for each item that is kept and has fields."""
        if emitter.block.loops_around >= MOST_LOOPS:
            raise TooDeepError
        settings = one.field
        source, shape = list_at(emitter, compile_expression(settings.each or "").tree, where.here)
        result, item = emitter.assigned(emitter.literal(None), emitter.fresh()).code, emitter.fresh("item")
        items = f"{source} if type({source}) is list else [{source}]" if settings.wrap else source
        header = f"if {source} is not None:" if settings.wrap else f"if type({source}) is list:"
        with emitter.branch(header) as block:
            emitter.line(f"{result} = []")
            with emitter.branch(f"for {item} in {items}:", loop=True) as loop:
                if settings.limit is not None:
                    emitter.line(f"if len({result}) == {settings.limit}:")
                    emitter.line("    break")
                test = f"{item} is not None"
                if one.keeps is not None:
                    test += f" and {write_condition(emitter, one.keeps, emitter.subject(item, shape=shape), 'where_')}"
                with emitter.branch(f"if {test}:") as kept:
                    emitter.block.nodes += 1
                    if shape is None:
                        # What is said of an item that has no fields is the reference's to say.
                        emitter.line(f"if type({item}) is not dict:")
                        emitter.line(f"    {emitter.known_as('refuse', refuse)}()")
                    here = emitter.subject(item, is_present=True, shape=shape)
                    made = self.write(emitter, inner, replace(where, here=here, index=f"len({result})"))
                    if not made.is_sure:
                        emitter.line(f"if {made.name}:")
                    emitter.line(f"{'' if made.is_sure else '    '}{result}.append({made.name})")
                emitter.block.parts.append(kept)
            emitter.block.parts.append(loop)
        emitter.block.parts.append(block)
        if not settings.wrap:
            emitter.known_as("refuse", refuse)
            emitter.line(f"elif {source} is not None:")
            emitter.line("    refuse()")
        return Value(result, is_name=True)


def _counts_cents(written: CompiledObject) -> bool:
    """Whether an amount in the object, or further in, is in the currency's smallest unit."""
    return any(
        one.field.unit == "minor" or (one.inner is not None and _counts_cents(one.inner)) for one in written.fields
    )


def _currency(emitter: Emitter, value: Value, where: Where) -> str:
    if value.kind == "text":
        return value.code
    if value.is_literal:
        return where.currency
    return emitter.assigned(Value(f"{value.code} if type({value.code}) is str else {where.currency}")).code


def arrange(found: Sequence[tuple[CompiledField, Found]]) -> list[Member]:
    """The keys of an object in the order of writing, without those that never have a value."""
    root = Member("")
    for field_, one in found:
        if one.test == "False":
            continue
        member = root
        for name in field_.target:
            member = member.below.setdefault(name, Member(name))
        member.found = one
    return list(root.below.values())


def assemble(emitter: Emitter, members: Sequence[Member]) -> Written:
    """The statements that put the values into an object, objects inside it first."""
    overlaid = {one.name: one for one in members if one.found and one.below}
    return put_together(emitter, keys_of(emitter, members), overlaid)


def keys_of(emitter: Emitter, members: Sequence[Member]) -> list[Key]:
    """The keys of an object and their values, after the statements that make the objects inside it."""
    keys: list[Key] = []
    for one in members:
        if one.found is not None:
            keys.append((one.name, one.found))
        else:
            made = assemble(emitter, list(one.below.values()))
            value = Value(made.name, "object", is_name=True)
            keys.append((one.name, Found(value, "" if made.is_sure else made.name, "")))
    return keys


def put_together(emitter: Emitter, keys: Sequence[Key], overlaid: dict[str, Member]) -> Written:
    """The statements that put the values of the keys into an object; keys that are `overlaid` hold more."""
    name = emitter.fresh("fields")
    unsure = [found.test for _, found in keys if found.test]
    if not overlaid and len(unsure) >= MANY and not emitter.is_rare:
        *lines, last = tested_together(unsure)
        for line in lines:
            emitter.line(line)
        with emitter.branch(last) as usual:
            _display(emitter, name, keys)
        with emitter.branch("else:") as otherwise:
            emitter.line(f"{name} = {{}}")
            _store(emitter, name, [(key, replace(found, note="")) for key, found in keys], {})
        emitter.block.parts += [usual, otherwise]
    else:
        sure = next((n for n, (key, found) in enumerate(keys) if found.test or key in overlaid), len(keys))
        _display(emitter, name, keys[:sure])
        _store(emitter, name, keys[sure:], overlaid)
    return Written(name, is_sure=len(unsure) < len(keys))


def tested_together(tests: Sequence[str]) -> list[str]:
    """The lines before a block for when all of the tests hold."""
    whole = f"if {' and '.join(tests)}:"
    if len(whole) <= LINE:
        return [whole]
    lines = [" and ".join(tests[at : at + ON_A_LINE]) for at in range(0, len(tests), ON_A_LINE)]
    return ["if (", *(f"    {'and ' if number else ''}{line}" for number, line in enumerate(lines)), "):"]


def _display(emitter: Emitter, name: str, keys: Sequence[Key]) -> None:
    if len(keys) < 2:  # noqa: PLR2004  one key stands on one line
        for _, found in keys:
            if found.note:
                emitter.line(found.note)
        shown = ", ".join(f"{key!a}: {found.value.code}" for key, found in keys)
        emitter.line(f"{name} = {{{shown}}}")
        return
    emitter.line(f"{name} = {{")
    for key, found in keys:
        emitter.line(f"    {key!a}: {found.value.code},{'  ' if found.note else ''}{found.note}")
    emitter.line("}")


def _store(emitter: Emitter, name: str, keys: Sequence[Key], overlaid: dict[str, Member]) -> None:
    """A statement for each key, where it has a value; what overlays it is written into a copy of it."""
    for key, found in keys:
        _conditionally(emitter, found, f"{name}[{key!a}] = {found.value.code}")
        for way, over in overlaid[key].overlays() if key in overlaid else ():
            emitter.known_as("write_at", write_at)
            target = emitter.known_as(emitter.fresh("TARGET_"), (key, *way))
            _conditionally(emitter, over, f"write_at({name}, {target}, {over.value.code})")


def _conditionally(emitter: Emitter, found: Found, statement: str) -> None:
    if found.note:
        emitter.line(found.note)
    if found.test:
        emitter.line(f"if {found.test}:")
    emitter.line(f"{'    ' if found.test else ''}{statement}")
