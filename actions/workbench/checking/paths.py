"""Paths held against what the public event spec says of events."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from actions.workbench.checking.logic import TYPES_WITH, article
from actions.workbench.checking.written import WrittenAction, WrittenPath
from mappings.event_fields import CONTEXT_NAMES, EVENT_FIELDS, EVENT_TYPES, TRAIT_NAMES
from mappings.expr.roots import Root
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.suggest import candidates

NAME = r"(?:\.([A-Za-z_]\w*)(?![\w(]))"
STEP = re.compile(NAME)
# Shorter names are near to too many others.
SHORTEST = 4
CAMPAIGN, PAGE = (
    frozenset({"content", "medium", "name", "source", "term"}),
    frozenset({"path", "referrer", "search", "title", "url"}),
)
BELOW = {
    ("context",): CONTEXT_NAMES,
    ("context", "campaign"): CAMPAIGN,
    ("context", "page"): PAGE,
    ("context", "traits"): TRAIT_NAMES,
    ("traits",): TRAIT_NAMES,
}
# What a product of an order has, by the spec.
PRODUCT = frozenset(
    {
        "brand", "category", "coupon", "image_url", "name", "position", "price", "product_id", "quantity", "sku", "url",
        "variant",
    }
)  # fmt: skip
# What programs call the item that they are at.
ITSELF = frozenset({"current", "each", "element", "it", "item", "self", "this"})
LIST = ("properties", "products")
# What other tools call fields of the spec that are spelled quite differently.
ELSEWHERE = {
    ("context",): {"ip_address": "ip", "ipAddress": "ip", "lang": "locale", "language": "locale", "tz": "timezone"},
    ("context", "campaign"): {
        "campaign": "name", "utm_campaign": "name", "utm_content": "content", "utm_medium": "medium",
        "utm_source": "source", "utm_term": "term",
    },
    ("context", "page"): {
        "href": "url", "location": "url", "page_path": "path", "page_title": "title", "page_url": "url",
        "pathname": "path",
    },
}  # fmt: skip


def check_paths(written: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about the paths that the action's own file writes.

    W307: a name below `context` or `traits` with a slip in it. W308: a field that events of the action's types do not
    have. W309: a name inside a list. W353: a path of the event where paths start at an item.
    """
    types = written.action.facts.types
    known = [one for one in EVENT_TYPES if types is not None and one in types.exact]
    for path in written.paths:
        yield from check_path(path)
        if known and not path.in_list and path.field is not None:
            yield from _check_types(path, known)


def check_path(path: WrittenPath) -> Iterator[Diagnostic]:
    """What is wrong with the path whatever events the action takes: W307, W309, W353."""
    for root in path.expression.roots:
        chain = chain_of(path.text, root)
        if path.in_list:
            yield from _check_in_list(path, root, chain)
            continue
        yield from _check_names(path, chain)
        yield from _check_list(path, root, chain)


def chain_of(text: str, root: Root) -> list[tuple[str, int, int]]:
    """The plain names of the path from the root on, each with where it stands."""
    names = [(root.name, root.start, root.end)]
    at = root.end
    while found := STEP.match(text, at):
        names.append((found[1], found.start(1), found.end(1)))
        at = found.end()
    return names


def _check_names(path: WrittenPath, chain: Sequence[tuple[str, int, int]]) -> Iterator[Diagnostic]:
    for number in range(1, len(chain)):
        way = tuple(name for name, _, _ in chain[:number])
        names = BELOW.get(way)
        if names is None:
            continue
        name, start, end = chain[number]
        meant = ELSEWHERE.get(way, {}).get(name) or _typo(name, names)
        if meant:
            message = f"{'.'.join(way)} of events has {meant} by the spec, and hardly {name}"
            yield Diagnostic("W307", message, f'did you mean "{meant}"?', path.place(start, end), fix=meant)
        if name not in names:
            return


@lru_cache(maxsize=4096)
def _typo(name: str, names: frozenset[str]) -> str | None:
    if name in names or len(name) < SHORTEST:
        return None
    found = candidates(name, [one for one in names if len(one) >= SHORTEST])
    return found[0] if len(found) == 1 else None


def _check_list(path: WrittenPath, root: Root, chain: Sequence[tuple[str, int, int]]) -> Iterator[Diagnostic]:
    """`properties.products.price`: a list has no fields, its items do."""
    names = tuple(name for name, _, _ in chain[:2])
    if names != LIST or len(chain) <= len(LIST):
        return
    name, _, end = chain[2]
    way = path.text[root.start : chain[1][2]]
    fix = f"length({way})" if name in ("length", "size", "count") else f"{way}[].{name}"
    fix += path.text[end : chain[-1][2]] if "length(" not in fix else ""
    message = f"products is a list by the spec, and no list has {article(name)}"
    hint = f"write {fix}; one of them is {way}[0].{name}" if "length(" not in fix else f"write {fix}"
    if path.field is None and "length(" not in fix:
        # In a condition the list of them all passes few tests.
        hint = f"one of them is {way}[0].{name}; of all of them write has({fix}, …), or max({fix}) > …"
        yield Diagnostic("W309", message, hint, path.place(root.start, chain[-1][2]))
        return
    yield Diagnostic("W309", message, hint, path.place(root.start, chain[-1][2]), fix=fix)


def _check_in_list(path: WrittenPath, root: Root, chain: Sequence[tuple[str, int, int]]) -> Iterator[Diagnostic]:
    """`each: properties.products` and inside it `properties.currency`."""
    if root.name in ITSELF and len(chain) > 1:
        start, end = root.start, chain[1][1]
        message = f"paths start at the item here, and {root.name} would be a field of it"
        hint = f"leave `{path.text[start:end]}` out: {path.text[end : chain[-1][2]]}"
        yield Diagnostic("W353", message, hint, path.place(start, end), fix="")
        return
    if root.name not in ("properties", "context", "traits", "userId", "anonymousId", "messageId", "timestamp"):
        return
    if root.name in ("properties", "context", "traits") and len(chain) == 1:
        return
    whole = path.text[root.start : chain[-1][2]]
    last = chain[-1][0]
    is_own = root.name == "properties" and last in PRODUCT and len(chain) == len(LIST)
    message = f"paths start at the item here, which has no {root.name}"
    if is_own:
        yield Diagnostic(
            "W353", message, f"write {last} for the item's own", path.place(root.start, chain[-1][2]), fix=last
        )
        return
    if root.name == "properties" and len(chain) > len(LIST) and chain[1][0] in ("products", "items"):
        # From the event it would be one list of all of them, in each of the items.
        own = whole.removeprefix(f"{root.name}.{chain[1][0]}.")
        place = path.place(root.start, chain[-1][2])
        yield Diagnostic("W353", message, f"write {own} for the item's own", place, fix=own)
        return
    fix = f"{{from_event: {whole}}}" if path.is_whole_field and path.text == whole else None
    hint = f"write {{from_event: {whole}}} for what the event says"
    yield Diagnostic("W353", message, hint, path.place(root.start, chain[-1][2]), fix=fix)


def _check_types(path: WrittenPath, types: Sequence[str]) -> Iterator[Diagnostic]:
    """`traits.plan: properties.plan` on identify events, where nothing else is tried."""
    missing = [root for root in path.expression.roots if not set(types) & set(TYPES_WITH.get(root.name, types))]
    if not path.alone or not missing or len(missing) < len(path.expression.roots):
        return
    root = missing[0]
    message = f"{article(types[0])} event has no {root.name}, so this finds nothing"
    others = [name for name in ("traits", "properties") if set(types) & set(TYPES_WITH[name])]
    rest = path.text[root.end :]
    lead = "context." if root.name == "traits" and "track" in types else ""
    hint = f"write {lead}{_other(root.name, others, types)}{rest}"
    yield Diagnostic("W308", message, hint, path.place(root.start, len(path.text)))


def _other(root: str, others: Sequence[str], types: Sequence[str]) -> str:
    if root == "traits" and "track" in types:
        return "traits"
    return others[0] if others and others[0] in EVENT_FIELDS else "context"
