"""A value as JSON text."""

import json
from typing import Any

from mappings.findings.errors import EvaluationError


def to_json_text(value: Any) -> str:
    """The value as compact JSON text. Measure what may be large first: shared parts are written out.

    >>> to_json_text({"a": [1, "é"]})
    '{"a":[1,"é"]}'
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise EvaluationError(f"this value cannot be written as JSON: {error}") from error
