"""Names of files that every operating system accepts."""

from typing import Final

# On Windows these name devices, in any case and with any ending: `con.yaml` cannot be created there.
DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)


def file_stem(name: str) -> str:
    """The name of an instance, action or destination as that of a file, to which an ending is added.

    It is the same on every system, so that what is written on one can be copied to another. No other name gives the
    same: names of instances and destinations do not begin with `_`.

    >>> file_stem("orders"), file_stem("nul")
    ('orders', '_nul')
    """
    return f"_{name}" if name.partition(".")[0].lower() in DEVICES else name
