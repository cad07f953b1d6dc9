"""Targets: where in a payload a value goes."""

from typing import Any

from mappings.findings.errors import EvaluationError, ExpressionError, ExpressionProblem
from mappings.findings.show import kind_of

CODE = "E340"
# The way to a value in a payload: names of fields, numbers of items.
Steps = tuple[str | int, ...]


def parse_target(text: str) -> tuple[str, ...]:
    r"""The names of the way into the payload, outermost first.

    Names are separated by dots; a name that holds a dot is written in double quotes, with `\"` and `\\`
    inside. ExpressionError, with the offsets of the offending characters, for anything else.

    >>> parse_target("traits.plan")
    ('traits', 'plan')
    >>> parse_target('traits."a.b".c')
    ('traits', 'a.b', 'c')
    """
    names: list[str] = []
    start = 0
    while True:
        name, end = _quoted(text, start) if text[start : start + 1] == '"' else _bare(text, start)
        names.append(name)
        if end == len(text):
            return tuple(names)
        start = end + 1


def show_target(target: tuple[str, ...]) -> str:
    r"""The target as it is written in a mapping file.

    >>> show_target(("traits", "a.b", "c"))
    'traits."a.b".c'
    """
    return ".".join(
        _in_quotes(name) if not name or set(name) & set('."[]') or name != name.strip() else name for name in target
    )


def show_steps(steps: Steps) -> str:
    """The way to a value in a payload as people write it.

    >>> show_steps(("items", 1, "price"))
    'items[1].price'
    """
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{show_target((step,))}"
    return text


def write_at(fields: dict[str, Any], target: tuple[str, ...], value: Any) -> None:
    """Put `value` at `target`, making objects on the way and copying those that are there.

    What lies on the way may be a part of the event, or be shared with another payload: it is never changed.
    EvaluationError if something else than an object lies on the way.

    >>> event = {"traits": {"name": "Ada"}}
    >>> fields = {"traits": event["traits"]}
    >>> write_at(fields, ("traits", "plan"), "free")
    >>> fields, event
    ({'traits': {'name': 'Ada', 'plan': 'free'}}, {'traits': {'name': 'Ada'}})
    """
    here = fields
    for depth, name in enumerate(target[:-1], start=1):
        there = here.get(name)
        if there is not None and not isinstance(there, dict):
            way = show_target(target[:depth])
            raise EvaluationError(f"nothing can go inside {way}, which is {kind_of(there)} here", code="E511")
        inner = dict(there or {})
        here[name] = inner
        here = inner
    here[target[-1]] = value


def _bare(text: str, start: int) -> tuple[str, int]:
    end = text.find(".", start)
    end = len(text) if end < 0 else end
    name = text[start:end]
    if not name:
        raise _problem(text, "a target has a name before and after each dot", start, end, None)
    if name != name.strip():
        raise _problem(text, f'the name "{name}" has a space at its edge', start, end, "quote it if it is meant")
    for character in '"[]':
        if character in name:
            at = start + name.index(character)
            hint = "quote the whole name" if character == '"' else "make a list with `each:`, or quote the name"
            raise _problem(text, f"the name {name} holds {character}", at, at + 1, hint)
    return name, end


def _quoted(text: str, start: int) -> tuple[str, int]:
    name = ""
    at = start + 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            at += 1
        name += text[at : at + 1]
        at += 1
    if at >= len(text):
        raise _problem(text, "a quoted name has no closing quote", start, len(text), None)
    end = at + 1
    if not name:
        raise _problem(text, "a quoted name is empty", start, end, None)
    if text[end : end + 1] not in ("", "."):
        raise _problem(text, "after a quoted name comes a dot or the end", end, len(text), None)
    return name, end


def _in_quotes(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _problem(text: str, message: str, start: int, end: int, hint: str | None) -> ExpressionError:
    shown = f"{message}, here: {text}" if text else "a target is empty: write the name of a field"
    return ExpressionError(ExpressionProblem(CODE, shown, hint, start, max(end, start + 1)))
