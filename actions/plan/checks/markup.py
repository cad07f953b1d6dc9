"""Texts in a tool's own markup: what the mapping file writes is markup, what comes from the event is escaped."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace
from pydantic import BaseModel

from destinations.sdk.fields.roles import MarkupRole, roles_of
from mappings.expr.expression import compile_expression
from mappings.fields.entry import Entry
from mappings.fields.target import Steps, show_target
from mappings.fields.template import Hole, parse_template
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError

ESCAPE = "escape_html"
HOLE = re.compile(r"\{\{ (.*?) \}\}")


def escape_markup(entries: Sequence[Entry], model: type[BaseModel]) -> tuple[Entry, ...]:
    """The entries, where a field holds markup with what comes from the event escaped, unless the action wants it raw.

    The result of a `lookup:` is the file's own, and so are the text of a template and what `set:` says.
    """
    return tuple(
        replace(entry, field=_escaped(entry.field)) if role and not _is_raw(role, entries) else entry
        for entry, role in _with_roles(entries, model)
    )


def written_markup(target: Steps, field: Field, lines: Iterable[tuple[Steps, Field]], model: type[BaseModel]) -> Field:
    """The field as the file has it: without the escaping that `escape_markup` put around its paths.

    `lines` are the target and the field of each line of the action.
    """
    role = next((one for one in roles_of(model).get(str(target[0]), ()) if isinstance(one, MarkupRole)), None)
    is_raw = role is not None and any(to == (role.raw,) and one.value is True for to, one in lines)
    if role is None or is_raw or field.lookup:
        return field
    changed = {
        "from_": field.from_ and [_inside(path) for path in field.from_],
        "from_event": field.from_event and [_inside(path) for path in field.from_event],
        "template": field.template and HOLE.sub(lambda found: f"{{{{ {_inside(found[1])} }}}}", field.template),
    }
    return field.model_copy(update={name: value for name, value in changed.items() if value})


def _inside(path: str) -> str:
    is_call = path.startswith(f"{ESCAPE}(") and path.endswith(")")
    return path[len(ESCAPE) + 1 : -1] if is_call else path


def check_markup(entries: Sequence[Entry], model: type[BaseModel], report: Report) -> None:
    """W350: a value of the event goes out as markup, as the action asks for it and nothing escapes the value."""
    for entry, role in _with_roles(entries, model):
        if role is None or not _is_raw(role, entries):
            continue
        for path in _paths(entry.field):
            if not _is_escaped(path):
                message = f"{show_target(entry.target)} is raw markup, and {path} of the event goes into it as it is"
                hint = (
                    f"escape it, {ESCAPE}({path}), or leave {role.raw}: true out: then only the file's text is markup"
                )
                report.add("W350", entry.spot.place, message, hint)


def _with_roles(entries: Sequence[Entry], model: type[BaseModel]) -> Iterator[tuple[Entry, MarkupRole | None]]:
    roles = roles_of(model)
    for entry in entries:
        found = (one for one in roles.get(entry.target[0], ()) if isinstance(one, MarkupRole))
        yield entry, next(found, None)


def _is_raw(role: MarkupRole, entries: Sequence[Entry]) -> bool:
    """Whether the file itself asks for raw markup; an event cannot."""
    return any(entry.target == (role.raw,) and entry.field.value is True for entry in entries)


def _escaped(field: Field) -> Field:
    if field.lookup:
        return field
    changed = {
        "from_": field.from_ and [_call(path) for path in field.from_],
        "from_event": field.from_event and [_call(path) for path in field.from_event],
        "template": field.template and _escaped_template(field.template),
    }
    return field.model_copy(update={name: value for name, value in changed.items() if value})


def _escaped_template(text: str) -> str:
    try:
        pieces = parse_template(text)
    except ExpressionError:
        # Reported where the mapping is compiled.
        return text
    return "".join("{{ " + _call(one.path) + " }}" if isinstance(one, Hole) else one for one in pieces)


def _call(path: str) -> str:
    return f"{ESCAPE}({path})"


def _paths(field: Field) -> Iterator[str]:
    yield from field.from_ or ()
    yield from field.from_event or ()
    if field.template:
        try:
            yield from (one.path for one in parse_template(field.template) if isinstance(one, Hole))
        except ExpressionError:
            return


def _is_escaped(path: str) -> bool:
    try:
        tree = compile_expression(path).tree
    except ExpressionError:
        return True
    return bool(tree["type"] == "function_expression" and tree["value"] == ESCAPE)
