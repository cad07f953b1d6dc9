"""The ways into events that a path names, those inside filters, projections and objects of its own among them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from actions.workbench.checking.against.evidence import ITEMS, Way
from mappings.expr.tokens import Token, tokenize

IDENTIFIERS = ("unquoted_identifier", "quoted_identifier")
CLOSING = {"filter": "rbracket", "lbracket": "rbracket", "lbrace": "rbrace", "lparen": "rparen"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a way and where it stands in the path; items of a list have no place."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class NamedWay:
    """Names one below the other; `around` leads to the items at which they start, inside a filter or an object.

    Of the ways with one `group` one may be there in place of another; it is 0 for those outside of all of that.
    """

    names: tuple[Name, ...]
    around: Way = ()
    group: int = 0

    @property
    def way(self) -> Way:
        return tuple(one.text for one in self.names)

    @property
    def whole(self) -> Way:
        return (*self.around, *self.way)

    def below(self, name: Name) -> "NamedWay":
        return replace(self, names=(*self.names, name))


# The studio asks again at each key press.
@lru_cache(maxsize=4096)
def named_ways(text: str) -> tuple[NamedWay, ...]:
    """Each way that the path names from the event, or from the item, where it starts.

    >>> [one.whole for one in named_ways("properties.items[?price > `5`].sku || userId")]
    [('properties', 'items', '[]', 'price'), ('properties', 'items', '[]', 'sku'), ('userId',)]
    """
    reader = _Reader(tokenize(text))
    reader.read(0, "eof", NamedWay(()))
    return tuple(_to_object(reader.found))


def _to_object(found: Iterable[NamedWay]) -> Iterator[NamedWay]:
    """The ways without items at their end, which may be no objects."""
    for one in found:
        names = one.names
        while names and names[-1].text == ITEMS:
            names = names[:-1]
        if names:
            yield replace(one, names=names)


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.found: list[NamedWay] = []

    def read(self, at: int, closing: str, base: NamedWay | None) -> int:
        """Find the ways up to the bracket that closes, and give where it goes on; names start at `base`, if known."""
        first, begun, start = len(self.found), base, at
        here: NamedWay | None = None
        while self.tokens[at].kind not in (closing, "eof"):
            token, before, after = self.tokens[at], self.tokens[at - 1].kind if at else "", self.tokens[at + 1].kind
            at += 1
            if _goes_on(token, before, after):
                here, at = self._go_on(here, token, after, at)
                continue
            self._keep(here)
            inner = _inside(here, at) if before == "dot" else base
            here = None
            if token.kind in CLOSING:
                at = self.read(at, CLOSING[token.kind], inner)
            elif token.kind in ("pipe", "expref"):
                base = None  # Names start at what stands before a |, or at an item of another argument.
            elif token.kind == "comma":
                base = begun
            elif token.kind in IDENTIFIERS and after not in ("lparen", "colon"):
                here = base and base.below(Name(token.value, token.start, token.end))
        self._keep(here)
        if base is not None and base.group and not any(one.kind == "or" for one in self.tokens[start:at]):
            # Each of them is needed.
            self.found[first:] = [replace(one, group=one.names[0].start + 1) for one in self.found[first:]]
        return at + 1

    def _go_on(self, here: NamedWay | None, token: Token, after: str, at: int) -> tuple[NamedWay | None, int]:
        """The way one step further, and where the tokens go on."""
        if token.kind in IDENTIFIERS:
            is_name = after != "lparen"
            return here and (here.below(Name(token.value, token.start, token.end)) if is_name else None), at
        if token.kind in ("dot", "colon"):
            return here, at
        here = here and here.below(Name(ITEMS))
        if token.kind == "filter":
            return here, self.read(at, CLOSING[token.kind], _inside(here, at))
        return here, at if token.kind == "flatten" else self._after("rbracket", at)

    def _after(self, kind: str, at: int) -> int:
        return next(number for number in range(at, len(self.tokens)) if self.tokens[number].kind == kind) + 1

    def _keep(self, here: NamedWay | None) -> None:
        if here is not None:
            self.found.append(here)


def _goes_on(token: Token, before: str, after: str) -> bool:
    """Whether the token belongs to the way that stands before it."""
    if token.kind in IDENTIFIERS:
        return before == "dot"
    is_index = token.kind == "lbracket" and after in ("number", "star", "colon")
    return is_index or token.kind in ("dot", "colon", "flatten", "filter")


def _inside(here: NamedWay | None, at: int) -> NamedWay | None:
    """Where names start in a bracket behind what is named so far."""
    return NamedWay((), here.whole, group=at) if here is not None else None
