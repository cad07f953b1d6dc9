"""glom's specs for the fields; triggers as plain Python comparisons, which is kinder to glom than its matchers."""

import importlib
from collections.abc import Sequence
from typing import Any

from tests.bench.adapter import Engine, engine
from tests.bench.workloads import Action, Event

NAME = "glom"


def prepare(actions: Sequence[Action]) -> Engine:
    glom = importlib.import_module("glom")
    compiled = [
        (one["name"], one["when"], {key: _spec(glom, field) for key, field in one["fields"].items()}) for one in actions
    ]

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        return [
            (name, glom.glom(event, spec)) for name, when, spec in compiled if all(_holds(event, test) for test in when)
        ]

    return engine(process)


def _spec(glom: Any, field: Sequence[Any]) -> Any:
    match field:
        case ["path", path]:
            return glom.Coalesce(path, default=glom.SKIP)
        case ["first", first, second]:
            return glom.Coalesce(first, second, default=glom.SKIP)
        case ["join", parts]:
            call = glom.Invoke(lambda *texts: "".join(texts))
            for part in parts:
                call = call.specs(part[0]) if isinstance(part, list) else call.constants(part)
            return call
        case ["const", value]:
            return glom.Val(value)
        case ["items", path, names]:
            return (path, [dict(names)])
        case ["column", path, name]:
            return (path, [name])
    raise ValueError(field)


def _holds(event: Event, test: Sequence[Any]) -> bool:
    value: Any = event
    for name in test[1].split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value is not None and (test[0] == "exists" or value == test[2])
