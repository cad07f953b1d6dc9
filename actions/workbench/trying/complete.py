"""How a text may go on: names of the event, functions, words of conditions."""

import re
from typing import Any

from actions.workbench.explaining.values import BARE
from mappings.event_fields import EVENT_FIELDS
from mappings.functions.plugins import all_functions

WORDS = ("and", "or", "not", "exists", "in", "null", "true", "false")
# The path at the end of what is typed: its last name is not whole yet.
PATH = re.compile(r'(?:[A-Za-z_]\w*|"(?:[^"\\]|\\.)*")?(?:\.(?:[A-Za-z_]\w*|"(?:[^"\\]|\\.)*")?|\[[0-9]*\]?)*$')
LAST = re.compile(r"[A-Za-z_]?\w*$")


def completions(text: str, event: Any) -> list[str]:
    """What the last word of the text may become, whole words in alphabetical order.

    >>> completions("lower(properties.pl", {"properties": {"plan": "pro", "place": 1}})
    ['place', 'plan']
    """
    found = PATH.search(text)
    path = found[0] if found else ""
    start = LAST.search(path)
    begun = start[0] if start else ""
    before = path[: len(path) - len(begun)]
    if before.endswith("."):
        here = _value(before[:-1], event)
        names = [name if BARE.fullmatch(name) else f'"{name}"' for name in here] if isinstance(here, dict) else []
        return sorted(name for name in names if name.strip('"').startswith(begun))
    known = {*EVENT_FIELDS, *(event if isinstance(event, dict) else ()), *WORDS}
    functions = [f"{name}(" for name in all_functions()]
    return sorted(name for name in [*known, *functions] if name.startswith(begun))


def _value(path: str, event: Any) -> Any:
    here = event
    for name, quoted, number in re.findall(r'([A-Za-z_]\w*)|"((?:[^"\\]|\\.)*)"|\[([0-9]+)\]', path):
        if number:
            here = here[int(number)] if isinstance(here, list) and int(number) < len(here) else None
        else:
            here = here.get(name or quoted) if isinstance(here, dict) else None
    return here
