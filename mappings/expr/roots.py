"""The top-level names that an expression reads from the event."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from mappings.expr.tokens import Token
from mappings.expr.tree import Node, parts

NAMES = {"unquoted_identifier", "quoted_identifier"}


class Root(Struct, frozen=True):
    """A first word and its characters `start` to `end` in the text."""

    name: str
    start: int
    end: int


def find_roots(tree: Node, tokens: Sequence[Token]) -> tuple[Root, ...]:
    """The first words of `tree`, in the order of the text.

    Behind a projection, in a filter, after `&` and right of a pipe, something else than the event is read.
    """
    fields = zip(_fields(tree), field_tokens(tokens), strict=True)
    return tuple(Root(str(token.value), token.start, token.end) for is_root, token in fields if is_root)


def field_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    """The names that are fields: no function's, and no key of `{key: …}`."""
    for token, after in pairwise(tokens):
        if token.kind in NAMES and after.kind not in {"lparen", "colon"}:
            yield token


def _fields(tree: Node) -> Iterator[bool]:
    """For each field in the order of the text: is it read from the subject?"""
    stack = [(tree, True)]
    while stack:
        node, at_subject = stack.pop()
        if node["type"] == "field":
            yield at_subject
        inside = parts(node)
        stack.extend(reversed(list(zip(inside, _subjects(node, inside, at_subject=at_subject), strict=True))))


def _subjects(node: Node, inside: Sequence[Node], *, at_subject: bool) -> list[bool]:
    match node["type"]:
        case "projection" | "filter_projection" | "value_projection" | "pipe":
            return [at_subject] + [False] * (len(inside) - 1)
        case "subexpression" | "index_expression":
            # `@.type` reads the subject as `type` does.
            still = [part["type"] in {"current", "identity"} for part in inside]
            return [at_subject and all(still[:position]) for position in range(len(inside))]
        case "expref":
            return [False]
        case _:
            return [at_subject] * len(inside)
