"""The differences between actual and expected values, part by part."""

import json
from collections.abc import Iterator
from typing import Any

MOST_SHOWN = 120


def differences(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """A sentence for each part that differs, with its path.

    >>> list(differences([{"id": 1, "a": 2}], [{"id": 3, "b": 4}], "sends"))
    ['sends[0].id: expected 1, got 3', 'sends[0].a: expected 2, and it is not there', 'sends[0].b: not expected, got 4']
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, part in expected.items():
            where = f"{path}.{name}" if path else str(name)
            if name in actual:
                yield from differences(part, actual[name], where)
            else:
                yield f"{where}: expected {_shown(part)}, and it is not there"
        for name in actual.keys() - expected.keys():
            yield f"{path}.{name}: not expected, got {_shown(actual[name])}"
    elif isinstance(expected, list) and isinstance(actual, list):
        for number, (part, other) in enumerate(zip(expected, actual, strict=False)):
            yield from differences(part, other, f"{path}[{number}]")
        for number, part in enumerate(expected[len(actual) :], len(actual)):
            yield f"{path}[{number}]: expected {_shown(part)}, and it is not there"
        for number, part in enumerate(actual[len(expected) :], len(expected)):
            yield f"{path}[{number}]: not expected, got {_shown(part)}"
    elif expected != actual or isinstance(expected, bool) is not isinstance(actual, bool):
        yield f"{path}: expected {_shown(expected)}, got {_shown(actual)}"


def cut_to(actual: Any, wanted: Any) -> Any:
    """What came, without what nothing is said of: of objects only the names that are wanted.

    >>> cut_to([{"id": 1, "at": 7}], [{"id": 2}])
    [{'id': 1}]
    """
    if isinstance(actual, dict) and isinstance(wanted, dict):
        return {name: cut_to(actual[name], part) for name, part in wanted.items() if name in actual}
    if isinstance(actual, list) and isinstance(wanted, list) and len(actual) == len(wanted):
        return [cut_to(one, part) for one, part in zip(actual, wanted, strict=True)]
    return actual


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
