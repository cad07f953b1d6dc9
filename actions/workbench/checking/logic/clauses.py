"""Whether a condition can hold at all, and whether it holds whenever another one does.

A condition is turned into clauses, each of which is a set of tests that must all go one way. A clause is impossible
where two of its tests exclude each other, or where the type it asks for has no such field by the spec. What cannot be
decided counts as possible: no contradiction is reported that is none.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import combinations, product
from typing import Any

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.trigger.leaf_tests.table import TESTS
from actions.workbench.checking.logic.across import conflict_across
from actions.workbench.checking.logic.literal import EQUALS, Literal, operands, passes, shown
from mappings.event_fields import EVENT_TYPES

MOST_CLAUSES = 256
# The fields that only events of these types have.
TYPES_WITH = {
    "event": ("track",),
    "properties": ("track", "page", "screen"),
    "traits": ("identify", "group"),
    "groupId": ("group",),
    "previousId": ("alias",),
    "category": ("page", "screen"),
}
OPPOSITES = {"is": "is_not", "is_not": "is", "one_of": "none_of", "none_of": "one_of"}
LOWER, UPPER = {"above": True, "at_least": False}, {"below": True, "at_most": False}
FOLDED = re.compile(r"(lower|upper)\([^()]*\)")
TRIMMED = re.compile(r"trim\([^()]*\)")
HASHED = re.compile(r"(sha256|sha1|md5)\(.*\)")
HEX = {"sha256": "[0-9a-f]{64}", "sha1": "[0-9a-f]{40}", "md5": "[0-9a-f]{32}"}
OTHER_CASE = {"lower": "upper-case", "upper": "lower-case"}
FOLDABLE = ("is", "one_of", "contains", "starts_with", "ends_with")
# Names, and in them the items of a list, so that what is found is a list: `properties.products[].price`.
PROJECTED = re.compile(r"[\w.]+\[\*?\](?:\.\w+)*")


Clause = tuple[Literal, ...]


def conflict(condition: Condition) -> str | None:
    """Why the condition can never hold, in a sentence; None where it can, or where that is unknown."""
    clauses = _clauses(condition, holds=True)
    if clauses is None:
        return None
    reasons = [_conflict_in(clause) for clause in clauses]
    return reasons[0] if reasons and all(reasons) else None


def always_holds(condition: Condition) -> bool:
    """Whether no event is such that the condition does not hold."""
    clauses = _clauses(condition, holds=False)
    return clauses is not None and all(_conflict_in(clause) for clause in clauses)


def implies(one: Condition, other: Condition) -> bool:
    """Whether `other` surely holds where `one` does."""
    clauses, denied = _clauses(one, holds=True), _clauses(other, holds=False)
    if clauses is None or denied is None or len(clauses) * len(denied) > MOST_CLAUSES:
        return False
    return all(_conflict_in((*first, *second)) for first in clauses for second in denied)


def meet(one: Condition, other: Condition) -> bool:
    """Whether some event may fulfil both."""
    return conflict(All((one, other))) is None


def _clauses(condition: Condition, *, holds: bool) -> list[Clause] | None:
    """The clauses of which one must hold; None where there are too many of them."""
    match condition:
        case Leaf():
            return [(_literal(condition, holds=holds),)]
        case Not(part):
            return _clauses(part, holds=not holds)
        case All(parts) | AnyOf(parts):
            inner = [_clauses(part, holds=holds) for part in parts]
            known = [one for one in inner if one is not None]
            if len(known) < len(inner):
                return None
            if isinstance(condition, AnyOf) is holds:
                return [clause for one in known for clause in one]
            size = reduce(lambda total, one: total * max(len(one), 1), known, 1)
            if size > MOST_CLAUSES:
                return None
            return [tuple(literal for clause in chosen for literal in clause) for chosen in product(*known)]


def _literal(leaf: Leaf, *, holds: bool) -> Literal:
    if not holds and leaf.test in OPPOSITES:
        return Literal(replace(leaf, test=OPPOSITES[leaf.test]), holds=True)
    return Literal(leaf, holds)


def _conflict_in(clause: Clause) -> str | None:
    by_path: dict[str, list[Literal]] = defaultdict(list)
    for one in clause:
        by_path[one.leaf.path].append(one)
    for path, literals in by_path.items():
        if reason := _conflict_at(path, literals):
            return reason
    types = _values(by_path.get("type", ()))
    missing = _missing_field(by_path, types) if types is not None else None
    return missing or conflict_across(by_path)


def _conflict_at(path: str, literals: Sequence[Literal]) -> str | None:
    wanted = [one for one in literals if one.wants_a_value]
    if wanted and any(one.wants_none for one in literals):
        return f"{path} cannot be there and missing at once"
    values = _values(literals)
    if values == []:
        return f"{path} cannot be {_describe(literals)} at once"
    if reason := next(filter(None, (_unfit(path, one) for one in literals)), None):
        return reason
    for one in literals:
        if any(two.leaf == one.leaf and two.holds is not one.holds for two in literals):
            return f"{path} is asked for one thing and its opposite"
    return (_no_end(path, literals) or _empty_range(path, literals)) if values is None else None


def _unfit(path: str, literal: Literal) -> str | None:
    """Why nothing that the path can give passes the test: letters of the other case, or a list and not a number."""
    leaf = literal.leaf
    if not literal.holds:
        return None
    folded = FOLDED.fullmatch(path)
    if folded and leaf.test in FOLDABLE and not leaf.ignore_case:
        fold = getattr(str, folded[1])
        texts = [one for one in operands(leaf) if isinstance(one, str)]
        if texts and len(texts) == len(operands(leaf)) and all(fold(one) != one for one in texts):
            return f"{folded[1]}() leaves no {OTHER_CASE[folded[1]]} letters, and {shown(texts[0])} has some"
    texts = [one for one in operands(leaf) if isinstance(one, str)]
    if TRIMMED.fullmatch(path) and leaf.test in EQUALS and texts and all(one != one.strip() for one in texts):
        return f"trim() leaves no space at the ends, and {shown(texts[0])} has some"
    hashed = HASHED.fullmatch(path)
    if hashed and leaf.test in EQUALS and texts and not any(re.fullmatch(HEX[hashed[1]], one) for one in texts):
        return f"{hashed[1]}() gives characters of 0-9 and a-f, and {shown(texts[0])} is no such text"
    if PROJECTED.fullmatch(path) and leaf.test in (*LOWER, *UPPER, "between"):
        return f"{path} is a list, and a list is neither above nor below anything"
    return None


def _no_end(path: str, literals: Sequence[Literal]) -> str | None:
    """`starts_with(path, "a") and starts_with(path, "b")`."""
    for test, fits in (("starts_with", str.startswith), ("ends_with", str.endswith)):
        texts = [
            one.leaf.operand for one in literals if one.holds and one.leaf.test == test and not one.leaf.ignore_case
        ]
        for first, second in combinations(map(str, texts), 2):
            if not (fits(first, second) or fits(second, first)):
                return f"{path} cannot {test.replace('_', ' ').replace('s ', ' ')} {shown(first)} and {shown(second)}"
    return None


def _values(literals: Iterable[Literal]) -> list[Any] | None:
    """The values that pass all of the tests; None where that may be any number of them."""
    literals = list(literals)
    equals = [one.leaf for one in literals if one.holds and one.leaf.test in EQUALS and not one.leaf.ignore_case]
    if not equals:
        return None
    # Of one test every spelling will do, so that the others choose.
    first = min(equals, key=lambda leaf: leaf.any_spelling)
    return [value for value in operands(first) if all(passes(value, one) for one in literals)]


def _describe(literals: Sequence[Literal]) -> str:
    equals = [one.leaf for one in literals if one.holds and one.leaf.test in EQUALS]
    other = next((one for one in literals if one.leaf not in equals), None)
    texts = [" or ".join(map(shown, operands(leaf))) for leaf in equals]
    if len(texts) > 1:
        return " and ".join(dict.fromkeys(texts))
    values = " or ".join(map(shown, operands(other.leaf))) if other else ""
    second = f"{TESTS[other.leaf.test].words} {values}" if other else "something else"
    return f"{texts[0]} and {'' if other is None or other.holds else 'not '}{second.removeprefix('is ')}"


def _empty_range(path: str, literals: Sequence[Literal]) -> str | None:
    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    for one in literals:
        if not one.holds:
            continue
        test, operand = one.leaf.test, one.leaf.operand
        ends = operand if isinstance(operand, tuple) and test == "between" else (operand, operand)
        if test in LOWER or test == "between":
            low = max((bound for bound in (low, (ends[0], LOWER.get(test, False))) if bound), key=_key)
        if test in UPPER or test == "between":
            high = min((bound for bound in (high, (ends[-1], UPPER.get(test, False))) if bound), key=_key)
    if low is None or high is None or isinstance(low[0], str) is not isinstance(high[0], str):
        return None
    if low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1])):
        return f"{path} cannot be above {low[0]} and below {high[0]}"
    return None


def _key(bound: tuple[Any, bool]) -> tuple[bool, Any]:
    return isinstance(bound[0], str), bound[0]


def _missing_field(by_path: dict[str, list[Literal]], types: Collection[Any]) -> str | None:
    """Why events of these types do not have what is asked of them."""
    known = [one for one in types if one in EVENT_TYPES]
    for path, literals in by_path.items():
        root = path.partition(".")[0]
        having = TYPES_WITH.get(root)
        if not having or not known or set(known) & set(having) or not any(one.wants_a_value for one in literals):
            continue
        return f"{article(known[0])} event has no {root}"
    return None


def article(word: str) -> str:
    """The word with its article.

    >>> article("identify"), article("track")
    ('an identify', 'a track')
    """
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
