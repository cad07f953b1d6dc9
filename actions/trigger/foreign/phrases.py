"""Comparisons in the words of other languages and of people, and what each means here."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct


class Form(Struct, frozen=True):
    """What a phrase means: a sign of ours in its place, or a whole comparison with its path and value in it."""

    kind: Literal["sign", "alone", "empty", "call", "each", "list", "between"]
    ours: str
    negated: bool = False


NOT = ("isnt", "isn't", "arent", "aren't", "wasnt", "wasn't", "isn\u2019t")
DOES_NOT = ("doesnt", "doesn't", "dont", "don't", "didnt", "didn't", "doesn\u2019t")
CONTRACTED = {**dict.fromkeys(NOT, ("is", "not")), **dict.fromkeys(DOES_NOT, ("does", "not"))}
# Phrases, with commas between them, and what each of them means.
SAID: Final = (
    (Form("sign", "="), "is, equals, eq, equal, equal to, is equal to, equals to, is exactly"),
    (Form("sign", "!="), "is not, ne, neq, not equals, not equal, not equal to, is not equal to, does not equal"),
    (Form("sign", ">"), "greater than, is greater than, more than, is more than, is above, above, over, gt"),
    (Form("sign", ">"), "after, is after, later than, is later than, newer than, is newer than"),
    (Form("sign", ">="), "at least, is at least, gte, ge, at_least, ≥, greater than or equal to, greater or equal"),
    (Form("sign", ">="), "since"),
    (Form("sign", "<"), "less than, is less than, is below, below, under, lt, smaller than, fewer than"),
    (Form("sign", "<"), "before, is before, earlier than, is earlier than, older than, is older than"),
    (Form("sign", "<="), "at most, is at most, lte, le, at_most, ≤, less than or equal to, less or equal"),
    (Form("alone", "exists"), "is set, is not null, is not none, is not missing, is present, is defined, isnotnull"),
    (Form("alone", "exists"), "not null, is known, exist, do exist, does exist"),
    (Form("alone", "exists"), "has value, has a value, has any value, is filled, is given"),
    (Form("alone", "= null"), "is null, is not set, is not present, is not defined, is missing, is none"),
    (Form("alone", "= null"), "is undefined, is unknown, not exists, ! exists, does not exist, isnull"),
    (Form("alone", "= null"), "has no value, is not filled, is not given"),
    (Form("alone", "= true"), "is true"),
    (Form("alone", "= false"), "is false"),
    (Form("empty", ""), "is empty, is blank"),
    (Form("empty", "", negated=True), "is not empty, is not blank, not empty, not blank, is nonempty"),
    (Form("list", "in"), "one_of, one of, is one of, is in, is any of, any of"),
    (Form("list", "not in"), "not one of, is not one of, is not in, is none of, is not any of, none of, none_of, ! in"),
    (Form("between", ""), "between, is between"),
    (Form("between", "", negated=True), "not between, is not between"),
    (Form("each", "contains"), "contains any of, contains one of, includes any of"),
    (Form("each", "starts_with"), "starts with any of"),
    (Form("each", "ends_with"), "ends with any of"),
)
# What stands before its path here, like a function; it may be denied by a word before it.
# The list that orders have by the spec.
PRODUCTS: Final = "properties.products"
CALLS: Final = (
    ("contains", "contains, includes, include, contain"),
    ("match", "like, matches, match, glob"),
    ("regex", "=~, regex, rlike, matches regex, matches the regex"),
    ("starts_with", "starts with, begins with, starts_with, startswith, start with"),
    ("ends_with", "ends with, ends_with, endswith, end with"),
    ("has", "has"),
    ("has_any", "has_any, has any, has any of"),
)


def _phrases() -> Mapping[tuple[str, ...], Form]:
    found = {one: form for form, listed in SAID for one in listed.split(", ")}
    for ours, listed in CALLS:
        for one in listed.split(", "):
            found[one] = Form("call", ours)
            found |= {f"{no} {one}": Form("call", ours, negated=True) for no in ("not", "does not", "!")}
    return MappingProxyType({tuple(one.split()): form for one, form in found.items()})


PHRASES: Final = _phrases()
LONGEST = max(map(len, PHRASES))


def find_phrase(words: Sequence[str]) -> tuple[Form, int] | None:
    """The form of the longest phrase at the beginning of the words, and how many of them it takes."""
    said: list[str] = []
    sizes: list[int] = []
    for number, word in enumerate(words[:LONGEST], 1):
        whole = CONTRACTED.get(word.lower(), (word.lower(),))
        said += whole
        sizes += [0] * (len(whole) - 1) + [number]
    for length in range(min(LONGEST, len(said)), 0, -1):
        form = PHRASES.get(tuple(said[:length]))
        if form and sizes[length - 1]:
            return form, sizes[length - 1]
    return None


def emptiness(path: str, *, negated: bool) -> str:
    """The comparison that holds where the path is empty, or where it is not.

    >>> emptiness("properties.products", negated=False)
    'length(properties.products) = 0 or properties.products = null'
    """
    if path == PRODUCTS:
        return f"length({path}) > 0" if negated else f"length({path}) = 0 or {path} = null"
    return f'{path} != "" and {path} exists' if negated else f'{path} = "" or {path} = null'


def call(test: str, path: str, value: str) -> str:
    """The test as a call; of products, which are not text, one that asks their ids.

    >>> call("contains", "properties.products", "'P1'")
    "has(properties.products[].product_id, 'P1')"
    """
    if path == PRODUCTS and test in ("contains", "has"):
        return f"has({path}[].product_id, {value})"
    return f"{test}({path}, {value})"
