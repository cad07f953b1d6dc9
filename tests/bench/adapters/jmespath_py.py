"""jmespath.py: triggers tried one after another, one compiled search per trigger and per field."""

from collections.abc import Callable, Sequence
from typing import Any

import jmespath

from tests.bench.adapter import Engine, engine
from tests.bench.in_jmespath import in_jmespath
from tests.bench.workloads import Action, Event, index_key

NAME = "jmespath.py"
Search = Callable[[Any], Any]
Compiled = tuple[str, Search, list[tuple[str, Search]]]


def prepare(actions: Sequence[Action]) -> Engine:
    return search_with(actions, lambda text: jmespath.compile(text).search, indexed=False)


def search_with(actions: Sequence[Action], compile_text: Callable[[str], Search], *, indexed: bool) -> Engine:
    """An engine around a compiler of expressions, behind an index by type and event or without one."""
    everything: list[Compiled] = [
        (one.name, compile_text(one.trigger), [(key, compile_text(text)) for key, text in one.fields.items()])
        for one in in_jmespath(actions)
    ]
    table: dict[Any, list[Compiled]] = {}
    for action, compiled in zip(actions, everything, strict=True):
        table.setdefault(index_key(action), []).append(compiled)

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        candidates = table.get((event.get("type"), event.get("event")), []) if indexed else everything
        found = []
        for name, trigger, fields in candidates:
            if trigger(event):
                payload = {}
                for key, search in fields:
                    value = search(event)
                    if value is not None:
                        payload[key] = value
                found.append((name, payload))
        return found

    return engine(process)
