"""Values as YAML that our reader takes for exactly these values."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

# Texts that need no quotes: they begin with a letter, and hold nothing that YAML gives a meaning.
PLAIN: Final = re.compile(r"[A-Za-z_][\w.$()/-]*(?: [\w.$()/-]+)*", re.ASCII)
WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
LINE: Final = 110


def yaml_lines(value: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """The lines of a map, its keys in their order.

    >>> list(yaml_lines({"a": ["x", {"b": 1}], "c": {"d": "e: f", "g": []}}))
    ['a: [x, {b: 1}]', "c: {d: 'e: f', g: []}"]
    """
    for key, part in value.items():
        yield from _entry(f"{' ' * indent}{yaml_scalar(key)}:", part, indent)


def yaml_scalar(value: Any) -> str:
    """A text, a number, a boolean or null, in quotes where it needs them.

    >>> print(yaml_scalar("no"), yaml_scalar("it's: so"), yaml_scalar(None), yaml_scalar("5"), yaml_scalar("a b"))
    'no' "it's: so" null '5' a b
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    if "'" in value and value.isprintable() and not set(value) & {'"', "\\"}:
        return f'"{value}"'
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value)


def _entry(start: str, value: Any, indent: int) -> Iterator[str]:
    short = f"{start} {_flow(value)}"
    if len(short) <= LINE or not value or not isinstance(value, dict | list):
        yield short
    elif isinstance(value, dict):
        yield start
        yield from yaml_lines(value, indent + 2)
    else:
        yield start
        yield from _items(value, indent + 2)


def _items(values: Sequence[Any], indent: int) -> Iterator[str]:
    for one in values:
        dash = f"{' ' * indent}-"
        short = f"{dash} {_flow(one)}"
        if len(short) <= LINE or not one or not isinstance(one, dict | list):
            yield short
        else:
            inner = yaml_lines(one, indent + 2) if isinstance(one, dict) else _items(one, indent + 2)
            first, *others = inner
            yield f"{dash} {first.lstrip()}"
            yield from others


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return yaml_scalar(value)


def _key(key: str) -> str:
    return yaml_scalar(key)
