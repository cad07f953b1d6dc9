"""Whether another tool has something switched on, as its documents say it."""

import json
from collections.abc import Mapping
from typing import Any, Final

ON: Final = (True, 1, "true")
OFF: Final = (False, 0, "false")
SHOWN: Final = 80


def switched_on(part: Mapping[str, Any], *names: str) -> tuple[bool, tuple[str, ...]]:
    """What the first of the names says, and words where that is unknown; what is not said is on, what is unknown off.

    >>> switched_on({}, "enabled"), switched_on({"enabled": "false"}, "enabled")
    ((True, ()), (False, ()))
    >>> switched_on({"enabled": None}, "enabled")
    (False, ('enabled is null, so it is switched off here',))
    """
    name = next((one for one in names if one in part), None)
    if name is None:
        return True, ()
    said = part[name]
    known = any(said is one or (isinstance(said, str | int) and said == one) for one in (*ON, *OFF))
    words = () if known else (f"{name} is {json.dumps(said)[:SHOWN]}, so it is switched off here",)
    return known and said in ON, words
