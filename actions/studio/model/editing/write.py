"""Values as YAML, in the way that people write mapping files."""

import json
import re
from collections.abc import Mapping
from typing import Any

from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

# A text that YAML reads as itself without quotes, wherever it stands.
PLAIN = re.compile(r"[A-Za-z_$@][\w$.@/|*()-]*(?: [\w$.@/|*()-]+)*")
WORDS = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null)")
WIDEST = 88


def inline(value: Any) -> str:
    """The value on one line.

    >>> inline({"from": "properties.total", "as": "number", "default": 0, "lookup": {"yes": "a: b"}})
    '{from: properties.total, as: number, default: 0, lookup: {"yes": "a: b"}}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(name)}: {inline(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> str:
    """The value behind `key:`, with the line's end: maps and lists below it, each part on a line if it fits."""
    lead = " " * indent
    if isinstance(value, Mapping) and value:
        return "\n" + "".join(f"{lead}{key(name)}:{_inside(part, indent + 2)}" for name, part in value.items())
    if isinstance(value, list) and value:
        return "\n" + "".join(f"{lead}- {_item(part, indent + 2)}" for part in value)
    return f" {inline(value)}\n"


def key(name: Any) -> str:
    """The key of a map."""
    return scalar(str(name)) if isinstance(name, str) else inline(name)


def scalar(value: Any) -> str:
    """A text, a number, true, false or null; quoted where it would be read as something else."""
    if isinstance(value, str):
        is_plain = PLAIN.fullmatch(value) and not WORDS.fullmatch(value) and _reads_as_itself(value)
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _reads_as_itself(text: str) -> bool:
    found = read_yaml(f"- [{text}, x]\n", "text", Report())
    return bool(found) and found[0].value == [[text, "x"]]


def _inside(value: Any, indent: int) -> str:
    is_list = isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
    line = inline(value)
    return block(value, indent) if is_list or len(line) + indent > WIDEST else f" {line}\n"


def _item(value: Any, indent: int) -> str:
    if isinstance(value, Mapping) and len(value) == 1:
        name, part = next(iter(value.items()))
        return f"{key(name)}:{_inside(part, indent + 2)}"
    return f"{inline(value)}\n"
