"""Which names a new destination and its action type can have."""

import keyword
import re
from collections.abc import Collection

SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 40
# Modules of the package `destinations`, and a word of `actions catalog`: a destination cannot have their names.
TAKEN = ("sdk", "delivery", "testing", "registry", "functions")


def name_trouble(name: str, what: str, known: Collection[str]) -> str | None:
    """Why the name cannot be, and what to write; None where it can. `known` are names that are taken.

    >>> name_trouble("Acme Shop", "a destination", [])
    '"Acme Shop" cannot name a destination; write acme_shop'
    >>> name_trouble("mixpanel", "a destination", ["mixpanel"])
    '"mixpanel" is taken; write my_mixpanel'
    """
    if not SLUG.fullmatch(name):
        slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789") or "acme"
        return f'"{name}" cannot name {what}; write {slug}'
    if len(name) > LONGEST:
        return f'"{name}" has {len(name)} characters; write at most {LONGEST}'
    if keyword.iskeyword(name):
        return f'"{name}" is a word of Python; write {name}_it'
    return f'"{name}" is taken; write my_{name}' if name in {*known, *TAKEN} else None
