"""One change of a YAML file: the lines concerned, and nothing else; what cannot be done so is refused."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from actions.studio.model.editing.lines import Lines, Way, find
from actions.studio.model.editing.reading import readable_documents
from actions.studio.model.editing.write import block, inline, key
from actions.workbench.editing.extent import children, last_line
from mappings.located import Located


class CannotChangeError(Exception):
    """The file is written in a way that this cannot change without changing more: say it in the text."""


def put(text: str, way: Way, value: Any) -> str:
    """The text with this value at the way; a key that is not there comes behind the others, as do maps around it."""
    documents = _read(text)
    there = find(documents, way)
    lines = Lines(text)
    if there is not None:
        made = _replaced(lines, there, value, is_item=isinstance(way[-1], int))
    else:
        made = _added(lines, documents, way, value)
    return _verified(text, made, way, value)


def remove(text: str, way: Way) -> str:
    """The text without the key or the item at the way, and without a map or list that holds nothing then."""
    documents = _read(text)
    there = find(documents, way)
    if there is None:
        return text
    around = find(documents, way[:-1])
    if around is not None and len(children(around)) == 1 and len(way) > 4:  # noqa: PLR2004 - below the action
        return remove(text, way[:-1])
    lines = Lines(text)
    in_flow = around is not None and lines.is_flow(around)
    made = _without_part(lines, there) if in_flow else _without_lines(lines, there, is_item=isinstance(way[-1], int))
    return _verified(text, made, way, None, removed=True)


def rename(text: str, way: Way, name: str) -> str:
    """The text with another name for the key at the way."""
    documents = _read(text)
    there = find(documents, way)
    if there is None:
        raise CannotChangeError(f"there is no {way[-1]}")
    lines = Lines(text)
    start, end = lines.start(there.key_place), lines.end(there.key_place)
    made = text[:start] + key(name) + text[end:]
    wanted = [deepcopy(one.value) for one in documents]
    holder = _inside(wanted, way[:-1])
    if name in holder:
        raise CannotChangeError(f"there is a {name} already")
    changed = {name if one == way[-1] else one: part for one, part in holder.items()}
    holder.clear()
    holder.update(changed)
    return _same(made, wanted)


def append(text: str, way: Way, value: Any) -> str:
    """The text with one more item at the end of the list at the way."""
    there = find(_read(text), way)
    if there is None:
        return put(text, way, [value])
    return put(text, (*way, len(children(there))), value)


def _read(text: str) -> Sequence[Located]:
    documents = readable_documents(text)
    if documents is None:
        raise CannotChangeError("the file cannot be read: fix it in the text first")
    return documents


def _replaced(lines: Lines, there: Located, value: Any, *, is_item: bool) -> str:
    text, written = lines.text, inline(value)
    start = lines.start(there.place)
    is_block = bool(children(there)) and not lines.is_flow(there)
    if not is_block:
        end = lines.end(there.place)
        if there.place.end_column == 1 and there.place.end_line > there.place.line:
            end -= 1  # A text of several lines ends where the next line begins.
        rest = text[end : lines.offset(there.place.end_line + 1, 1)].strip()
        if _is_group(value) and not is_item and not rest and not lines.is_flow(there):
            return text[:start].rstrip(" ") + block(value, there.key_place.column + 1).rstrip("\n") + text[end:]
        return text[:start] + written + text[end:]
    last = last_line(there)
    end = lines.offset(last, len(lines.lines[last - 1].rstrip("\n")) + 1)
    if is_item or there.place.line == there.key_place.line:
        return text[:start] + written + text[end:]
    # The value stands below its key: what follows the colon is a comment at most.
    colon = text.index(":", lines.end(there.key_place)) + 1
    rest = text[colon : lines.offset(there.key_place.line + 1, 1) - 1].strip()
    depth = there.key_place.column - 1
    if rest or not isinstance(value, dict | list):
        return text[:colon] + f" {written}{'  ' + rest if rest else ''}" + text[end:]
    return text[:colon] + block(value, depth + 2).rstrip("\n") + text[end:]


def _added(lines: Lines, documents: Sequence[Located], way: Way, value: Any) -> str:
    around = find(documents, way[:-1])
    if around is None or around.value is None:
        holder: Any = [value] if isinstance(way[-1], int) else {way[-1]: value}
        if around is not None:
            return _replaced(lines, around, holder, is_item=False)
        return _added(lines, documents, way[:-1], holder)
    text, name = lines.text, way[-1]
    inside = children(around)
    if isinstance(around.value, str):
        raise CannotChangeError(f"{way[-2]} is a text here: change it in the text")
    if lines.is_flow(around):
        at = lines.end(around.place) - 1
        value_text = inline(value) if isinstance(name, int) else f"{key(name)}: {inline(value)}"
        before = text[:at].rstrip(" ")
        comma = "" if not inside or before.endswith(",") else ", "
        return before + comma + value_text + text[at:]
    if not inside:
        raise CannotChangeError(f"{way[-2]} is written in a way that nothing can be added to")
    last = last_line(around)
    first = inside[0].place if isinstance(name, int) else inside[0].key_place
    indent = first.column - 1
    behind = block(value, indent + 2) if _is_wide(name, value) else f" {inline(value)}\n"
    written = f"{' ' * indent}{key(name)}:{behind}"
    if isinstance(name, int):
        dash = lines.lines[inside[0].place.line - 1].index("-")
        written = f"{' ' * dash}- {_item(value)}\n"
    at = lines.offset(last + 1, 1)
    start = "" if lines.text[:at].endswith("\n") else "\n"
    return text[:at] + start + written + text[at:]


def _is_group(value: Any) -> bool:
    return isinstance(value, dict) and any(name in value for name in ("all", "any", "none"))


def _is_wide(name: object, value: Any) -> bool:
    """Whether the value of a new key stands in lines of its own: what an action is made of does."""
    return name in ("map", "set", "when", "all", "any", "none", "settings") and isinstance(value, dict | list)


def _item(value: Any) -> str:
    if isinstance(value, dict) and len(value) == 1:
        name, part = next(iter(value.items()))
        return f"{key(name)}: {inline(part)}"
    return inline(value)


def _without_lines(lines: Lines, there: Located, *, is_item: bool) -> str:
    """Without the lines of a key or an item that stand on their own."""
    first = there.place.line if is_item else there.key_place.line
    head = lines.lines[first - 1]
    column = head.index("-") if is_item and "-" in head else there.key_place.column - 1
    lead = head[:column]
    if lead.strip():
        raise CannotChangeError("this is on the first line of its item: change it in the text")
    last = last_line(there)
    return "".join(lines.lines[: first - 1] + lines.lines[last:])


def _without_part(lines: Lines, there: Located) -> str:
    """Without a key or an item in braces or brackets, and without its comma."""
    text = lines.text
    start = min(lines.start(there.key_place), lines.start(there.place))
    end = lines.end(there.place)
    after = text[end:]
    stripped = after.lstrip()
    if stripped.startswith(","):
        rest = stripped[1:].lstrip(" ")
        return text[:start] + rest
    before = text[:start].rstrip()
    return (before[:-1] if before.endswith(",") else text[:start]) + after


def _verified(before: str, after: str, way: Way, value: Any, *, removed: bool = False) -> str:
    wanted = [deepcopy(one.value) for one in _read(before)]
    holder = _inside(wanted, way[:-1], makes=not removed)
    if removed:
        del holder[way[-1]]
    elif isinstance(holder, list) and way[-1] == len(holder):
        holder.append(value)
    else:
        holder[way[-1]] = value
    return _same(after, wanted)


def _inside(values: list[Any], way: Way, *, makes: bool = False) -> Any:
    here: Any = values
    for number, step in enumerate(way):
        if makes and isinstance(here, dict) and here.get(step) is None:
            following = way[number + 1] if number + 1 < len(way) else None
            here[step] = [] if isinstance(following, int) else {}
        here = here[step]
    return here


def _same(made: str, wanted: list[Any]) -> str:
    """The text, once it is sure that it says what was wanted and nothing else."""
    found = readable_documents(made)
    if found is None or [one.value for one in found] != wanted:
        raise CannotChangeError("this cannot be written here without changing more: change it in the text")
    return made
