"""The workloads' actions in JMESPath, for every adapter whose language that is."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.bench.workloads import Action


class Texts(NamedTuple):
    """An action: its name, its trigger, and the expression of each field."""

    name: str
    trigger: str
    fields: dict[str, str]


def in_jmespath(actions: Sequence[Action]) -> list[Texts]:
    return [
        Texts(one["name"], trigger(one), {key: field(spec) for key, spec in one["fields"].items()}) for one in actions
    ]


def trigger(action: Action) -> str:
    tests = (f"{test[1]} == '{test[2]}'" if test[0] == "eq" else f"{test[1]} != `null`" for test in action["when"])
    return " && ".join(tests)


def field(spec: Sequence[Any]) -> str:
    match spec:
        case ["path", path]:
            return str(path)
        case ["first", first, second]:
            return f"{first} || {second}"
        case ["join", parts]:
            return f"join('', [{', '.join(part[0] if isinstance(part, list) else repr(part) for part in parts)}])"
        case ["const", value]:
            return f"`{json.dumps(value)}`"
        case ["items", path, names]:
            return f"{path}[*].{{{', '.join(f'{key}: {name}' for key, name in names.items())}}}"
        case ["column", path, name]:
            return f"{path}[*].{name}"
    raise ValueError(spec)
