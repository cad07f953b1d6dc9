"""The JSON of a payload written as it stands, where all of its values are there; as an object otherwise."""

from collections.abc import Sequence
from typing import Any

import orjson
from msgspec import Struct
from msgspec.structs import replace

from actions.plan.compiled.parts import Parts
from actions.plan.compiled.payload import write_payload
from actions.plan.payloads.writer import PLAIN_ONLY, as_json, defaults_of, payload_writer, plain_json, write_only
from destinations.sdk.payload import Payload
from destinations.sdk.quick.checks import emit_checks
from destinations.sdk.quick.given import Given
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import within_f_string
from mappings.fields.compiled.action import write_members
from mappings.fields.compiled.field import Found
from mappings.fields.compiled.objects import Member, ObjectWriter, tested_together
from mappings.fields.compiled.runtime import refuse
from mappings.fields.compiled.where import Where

# Python puts an f-string of 30 parts together on its stack, and a longer one by way of a list: a piece is two of them.
MOST_PIECES = 13
# Placeholder for an object that the text form never builds: a check that reads it rules the text form out.
UNMADE = "\0fields"


class Text(Struct, frozen=True):
    """JSON as it stands in an f-string, where the `tests` hold; `checks` are statements before it.

    Each of the `pieces` has one value in braces at most.
    """

    pieces: tuple[str, ...]
    tests: tuple[str, ...]
    checks: tuple[str, ...] = ()


def write_text(emitter: Emitter, writer: ObjectWriter, parts: Parts, where: Where, start: str) -> None:
    """The statements that add the line of a payload to the variable `lines`; `start` is what stands before it."""
    members = write_members(emitter, parts.mapping, writer, where)
    can_be_text = where.event.is_verbatim and not parts.kept
    text = _payload_text(emitter, members, parts.action_type.payload) if can_be_text else None
    if text is None:
        _write_object(emitter, members, parts, start)
    elif not text.tests:
        _add(emitter, text, start)
    else:
        *lines, last = tested_together(text.tests)
        for line in lines:
            emitter.line(line)
        with emitter.branch(last) as usual:
            _add(emitter, text, start)
        with emitter.branch("else:") as otherwise:
            emitter.is_rare = True
            _write_object(emitter, members, parts, start)
            emitter.is_rare = False
        emitter.block.parts += [usual, otherwise]


def _add(emitter: Emitter, text: Text, start: str) -> None:
    for line in text.checks:
        emitter.line(line)
    pieces = [*text.pieces, "}}\\n"]
    emitter.line(f"lines += f'{start}{''.join(pieces[:MOST_PIECES])}'")
    for at in range(MOST_PIECES, len(pieces), MOST_PIECES):
        emitter.line(f"lines += f'{''.join(pieces[at : at + MOST_PIECES])}'")


def _write_object(emitter: Emitter, members: Sequence[Member], parts: Parts, start: str) -> None:
    made = write_payload(emitter, members, parts.action_type, parts.kept, models="objects").code
    write = payload_writer(parts.action_type.payload) or refuse_to_write
    if write is write_only or _stands(members, parts.action_type.payload):
        # The fields are written as they stand.
        (text,) = _as_json(emitter, made, ()).pieces
    else:
        text = f"{{{emitter.known_as(emitter.fresh('write_'), write)}({made}).decode()}}"
    emitter.line(f"lines += f'{start}{text}}}}}\\n'")


def refuse_to_write(fields: dict[str, Any]) -> bytes:
    """In the place of a writer of payloads: only the payload itself knows how it is written."""
    raise NotImplementedError(", ".join(fields))


def _stands(members: Sequence[Member], model: type[Payload]) -> bool:
    """Whether the fields stand as the payload is written: in its order, none to be added, none that may be NaN."""
    names = [one.name for one in members]
    defaults = defaults_of(model, set(names))
    return (
        defaults is not None
        and all(default is None for default in defaults.values())
        and names == [name for name in defaults if name in names]
    )


def _payload_text(emitter: Emitter, members: Sequence[Member], model: type[Payload]) -> Text | None:
    """The payload's JSON; None where its model does more than to check values, or is not written as they stand."""
    defaults = defaults_of(model, {one.name for one in members})
    if defaults is None or any(_is_overlaid(one) for one in members):
        return None
    parts = {one.name: _member_text(emitter, one) for one in members}
    given = {one.name: _given(one) for one in members}
    checks = emit_checks(model, given, "refuse()", frozenset(emitter.names), models="objects")
    if checks is None or any(UNMADE in line for line in checks.lines):
        return None
    for name, value in {**checks.names, "refuse": refuse}.items():
        emitter.known_as(name, value)
    pieces: list[tuple[str, Text]] = []
    for name, default in defaults.items():
        if name in checks.values and name in given:
            pieces.append((name, _checked(emitter, parts[name], given[name], checks.values[name])))
        elif name in checks.values:
            pieces.append((name, _as_json(emitter, checks.values[name].code, ())))
        elif name not in given and default is not None:
            pieces.append((name, _constant(emitter, default)))
    # A value that turns out to be none is rare enough to be left to those who read the whole event.
    vanished = [f"{one.code} is None" for one in checks.values.values() if one.may_vanish]
    left = (f"if {' or '.join(vanished)}:", "    refuse()") if vanished else ()
    # What is missing is seen before any value is looked at.
    return replace(_object(pieces), checks=(*checks.lines, *left))


def _is_overlaid(member: Member) -> bool:
    """Whether values are written into a value, in the member or further in."""
    return bool(member.found and member.below) or any(map(_is_overlaid, member.below.values()))


def _given(member: Member) -> Given:
    return Given(UNMADE, is_made=True) if member.found is None else Given(member.found.value.code)


def _checked(emitter: Emitter, text: Text, given: Given, checked: Given) -> Text:
    """The value after its checks: the same, or what they made of it."""
    if checked.code == given.code or checked.is_same:
        return text
    return _as_json(emitter, checked.code, text.tests)


def _member_text(emitter: Emitter, member: Member) -> Text:
    if member.found is not None:
        return _value_text(emitter, member.found)
    return _object([(one.name, _member_text(emitter, one)) for one in member.below.values()])


def _object(members: Sequence[tuple[str, Text]]) -> Text:
    """The JSON of an object with these keys."""
    pieces = ["{{"]
    for number, (key, text) in enumerate(members):
        first, *others = text.pieces
        written = within_f_string(orjson.dumps(key).decode())
        pieces += [f"{',' if number else ''}{written}:{first}", *others]
    tests = dict.fromkeys(test for _, text in members for test in text.tests)
    return Text((*pieces, "}}"), tuple(tests))


def _value_text(emitter: Emitter, found: Found) -> Text:
    value, tests = found.value, (found.test,) if found.test else ()
    if value.is_literal:
        return _constant(emitter, value.literal)
    if value.path is not None and value.path.kind not in {"any", "text"}:
        return Text((f"{{{_dumps(emitter)}({value.code}).decode()}}",), tests)
    if not value.is_verbatim:
        return _as_json(emitter, value.code, tests)
    is_text = value.kind == "text" and not value.may_be_blank
    return Text((f'"{{{value.code}}}"',), () if is_text else (value.text_test,))


def _constant(emitter: Emitter, literal: Any) -> Text:
    return Text((emitter.within_text(emitter.literal(as_json(literal))),), ())


def _as_json(emitter: Emitter, code: str, tests: tuple[str, ...]) -> Text:
    """What `as_json` gives, without the call."""
    plain, option = emitter.known_as("plain_json", plain_json), emitter.known_as("PLAIN_ONLY", PLAIN_ONLY)
    return Text((f"{{{_dumps(emitter)}({code}, {plain}, {option}).decode()}}",), tests)


def _dumps(emitter: Emitter) -> str:
    return emitter.known_as("dumps", orjson.dumps)
