"""Placeholders that wait to be filled in, as shells, YAML tools, programs and Windows write them."""

import re

from msgspec import Struct

FORMS = re.compile(
    r"""
    \$\{\s*(?P<braces>[^{}]*?)\s*\}                                 # ${NAME}
    | \{\{\s*(?P<moustache>[^{}]*?)\s*\}\}                          # {{ NAME }}
    | (?<![A-Za-z0-9$])\$(?P<dollar>[A-Z_][A-Z0-9_]*)(?![a-z0-9])   # $NAME, but not p$WORD or $ConnectionString
    | (?<!.)(?:env|secret|secrets|vault)[:.]\s*(?P<prefix>[A-Z_][A-Z0-9_]*)(?!.) # env:NAME, and no more
    | (?<!.)(?:process\.env\.|os\.environ\[.|ENV\[.)(?P<code>[A-Z_][A-Z0-9_]*).{0,2}(?!.)   # process.env.NAME
    | %(?P<percent>[A-Z_][A-Z0-9_]+)%                               # %NAME%
    """,
    re.VERBOSE,
)
# %E2%82%AC is a character in a URL.
BYTE = re.compile(r"[0-9A-F]{2}")


class Placeholder(Struct, frozen=True):
    """What stands from `start` to `end` of a text, and the name in it as it would be written for a variable."""

    start: int
    end: int
    name: str

    def __len__(self) -> int:
        return self.end - self.start


def find_placeholder(text: str) -> Placeholder | None:
    """The first placeholder in the text, None where there is none.

    >>> find_placeholder("Bearer ${TOKEN}")
    Placeholder(start=7, end=15, name='TOKEN')
    >>> find_placeholder("https://shop.example/%E2%82%AC?$filter=a"), find_placeholder("pa$$word costs $5")
    (None, None)
    """
    for found in FORMS.finditer(text):
        name = next(one for one in found.groups() if one is not None)
        whole = found.span() == (0, len(text))
        if found["percent"] and not whole and BYTE.match(name):
            continue
        return Placeholder(*found.span(), _as_variable(name))
    return None


def _as_variable(written: str) -> str:
    """The name of a variable in what stands between the braces: `env.TOKEN`, `TOKEN:-none`, `secrets.token`."""
    names = re.findall(r"[A-Za-z_][A-Za-z0-9_]*", re.split(r"[:|?]", written)[0])
    return names[-1].upper() if names else "NAME"
