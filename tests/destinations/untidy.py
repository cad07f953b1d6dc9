"""What becomes of a payload when the parts that its validators name as unusable are left out, as the engine does it."""

from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

MOST_ROUNDS = 20


def left_out(model: type[BaseModel], fields: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """The payload without the unusable parts, and why each was left out, by its dotted path."""
    fields, reported = deepcopy(fields), dict[str, str]()
    for _ in range(MOST_ROUNDS):
        try:
            return model.model_validate(fields), reported
        except ValidationError as error:
            parts = {
                (*one["loc"], *path): why
                for one in error.errors()
                for path, why in (one["ctx"]["parts"].items() if one["type"] == "unusable" else ())
            }
            if not parts or any(one["type"] != "unusable" for one in error.errors()):
                raise
            reported |= {".".join(map(str, path)): why for path, why in parts.items()}
            for path in sorted(parts, key=lambda path: [str(step).rjust(9) for step in path], reverse=True):
                _remove(fields, path)
    raise AssertionError(f"no end of what is left out: {reported}")


def _remove(value: Any, path: tuple[Any, ...]) -> None:
    for step in path[:-1]:
        value = value[step]
    del value[path[-1]]
