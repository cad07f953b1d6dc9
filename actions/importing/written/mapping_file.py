"""The text of a mapping file, with what a person has to know in comments."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from actions.importing.imported import ImportedAction, ImportedFile
from actions.importing.written.yaml_text import yaml_lines

WIDTH = 110


def file_text(file: ImportedFile) -> str:
    """The whole file."""
    named = {} if file.name == file.destination else {"name": file.name}
    lines = [*_comments([file.came_from], 0), *_comments(file.todo, 0, "TODO "), "version: 1"]
    lines += yaml_lines({"destination": file.destination, **named, "settings": file.settings})
    lines += yaml_lines({"defaults": file.defaults} if file.defaults else {})
    lines.append("actions:")
    for one in file.actions:
        lines += ["", *_action(one)]
    return "\n".join(lines) + "\n"


def _action(action: ImportedAction) -> Iterator[str]:
    lines = [*_lines_of(action)]
    if action.refused:
        yield from _comments([f"TODO {action.name} is not in use: {action.refused}"], 2)
        yield from (f"  # {line[2:]}" for line in lines)
    else:
        yield from lines


def _lines_of(action: ImportedAction) -> Iterator[str]:
    head: dict[str, Any] = {"name": action.name, "do": action.do}
    if not action.inherit:
        head["inherit"] = False
    if not action.enabled:
        head["enabled"] = False
    for number, line in enumerate(yaml_lines(head, 4)):
        yield line if number else f"  - {line.lstrip()}"
    if action.notes:
        yield from _comments([f"Its trigger was: {action.trigger}", "What that trigger did:"], 4)
        yield from _comments(action.notes, 4, "- ")
    body = {
        "exclusive": action.exclusive,
        "when": action.when,
        "each": action.each,
        "map": action.map,
        "set": action.set,
    }
    yield from yaml_lines({key: value for key, value in body.items() if value}, 4)
    if action.added:
        yield from _comments([f"Added, as the tool needs it: {', '.join(action.added)}"], 4)
    yield from _comments(action.remarks, 4)
    yield from _comments(action.todo, 4, "TODO ")


def _comments(texts: Iterable[str], indent: int, before: str = "") -> Iterator[str]:
    for text in texts:
        plain = f"{before}{text}".replace("\n", " ").replace("\t", " ")
        shown = "".join(one if one.isprintable() else "?" for one in plain)
        for line in textwrap.wrap(shown, WIDTH - indent, break_long_words=False, break_on_hyphens=False):
            yield f"{' ' * indent}# {line}"
