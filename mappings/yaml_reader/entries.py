"""Lines of a YAML file: where the value of a key or of an item of a list starts."""

import re
from typing import Final

ENTRY: Final = re.compile(
    r"""(?P<lead>\ *(?:-\ +)*(?:"[^"]*"|'[^']*'|[^\s:\#"'][^:\#]*?)\ *:\ +)(?P<value>\S.*)""", re.VERBOSE
)
ITEM: Final = re.compile(r"(?P<lead> *(?:- +)+)(?P<value>\S.*)")


def value_start(line: str) -> int | None:
    """Where the value on this line starts; None for a line that has none.

    >>> value_start("  - name: Orders"), value_start("  - Orders"), value_start("actions:")
    (10, 4, None)
    """
    found = ENTRY.match(line) or ITEM.match(line)
    return found.start("value") if found else None
