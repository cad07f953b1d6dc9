"""Comparisons in the words of other languages, rewritten in ours with what the user wrote in them."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

from actions.trigger.lexer import Token
from mappings.findings.errors import ExpressionProblem

ENDS = ("end", "close", "comma")
SLASHED = re.compile(r"/(?P<pattern>.+)/[a-z]*", re.DOTALL)
CURRENCIES = "$€£¥"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OF_A_REGEX = re.compile(r"^[\"']\^|\$[\"']$|\.[*+]|\\[dwsb]|\(.*\|.*\)")
THOUSAND = 3
UNIT = re.compile(r"[A-Za-z]+")
ABSENT = frozenset({"none", "nil", "undefined", "nan"})


class Form(Struct, frozen=True):
    """What a phrase means: a sign of ours in its place, or a whole comparison with its path and value in it."""

    kind: Literal["sign", "alone", "empty", "call", "list", "between"]
    ours: str
    negated: bool = False


def _phrases() -> Mapping[tuple[str, ...], Form]:
    signs = {
        "=": ("is", "equals", "eq", "equal", "equal to", "is equal to", "equals to", "is exactly"),
        "!=": ("is not", "ne", "isnt", "not equals", "not equal", "not equal to", "is not equal to", "does not equal"),
        ">": ("greater than", "is greater than", "more than", "is more than", "is above", "above", "over", "gt"),
        ">=": ("at least", "is at least", "gte", "ge", "at_least", "≥", "greater than or equal to", "greater or equal"),
        "<": ("less than", "is less than", "is below", "below", "under", "lt", "smaller than", "fewer than"),
        "<=": ("at most", "is at most", "lte", "le", "at_most", "≤", "less than or equal to", "less or equal"),
    }
    there = ("is set", "is not null", "is not none", "is not missing", "is present", "is defined", "isnotnull")
    missing = ("is null", "is not set", "is not present", "is not defined", "is missing", "is none", "is undefined")
    calls = {
        "contains": ("contains", "includes", "include", "contain"),
        "match": ("like", "matches", "match", "glob"),
        "regex": ("=~", "regex", "rlike", "matches regex", "matches the regex"),
        "starts_with": ("starts with", "begins with", "starts_with", "startswith", "start with"),
        "ends_with": ("ends with", "ends_with", "endswith", "end with"),
        "has": ("has",),
        "has_any": ("has_any", "has any", "has any of"),
    }
    found = {one: Form("sign", sign) for sign, written in signs.items() for one in written}
    found |= {one: Form("alone", "exists") for one in (*there, "is known", "exist", "do exist", "does exist")}
    found |= {
        one: Form("alone", "= null")
        for one in (*missing, "is unknown", "not exists", "! exists", "does not exist", "isnull")
    }
    found |= {"is true": Form("alone", "= true"), "is false": Form("alone", "= false")}
    found |= {"is empty": Form("empty", ""), "is blank": Form("empty", "")}
    found |= {"is not empty": Form("empty", "", negated=True), "is not blank": Form("empty", "", negated=True)}
    for ours, written in calls.items():
        found |= {one: Form("call", ours) for one in written}
        found |= {f"{no} {one}": Form("call", ours, negated=True) for one in written for no in ("not", "does not", "!")}
    found |= {one: Form("list", "in") for one in ("one_of", "one of", "is one of", "is in", "is any of", "any of")}
    found |= {
        one: Form("list", "not in")
        for one in ("not one of", "is not one of", "is not in", "none of", "none_of", "! in")
    }
    found |= {"between": Form("between", ""), "is between": Form("between", "")}
    return MappingProxyType({tuple(one.split()): form for one, form in found.items()})


PHRASES: Final = _phrases()
LONGEST = max(map(len, PHRASES))


class Foreign:
    """One comparison in other words: its path are the tokens from `begin` to before `at`, then comes its phrase."""

    def __init__(self, text: str, tokens: Sequence[Token], begin: int, at: int) -> None:
        self._text = text
        self._tokens = tokens
        self._begin = begin
        self._at = at
        self._path = text[tokens[begin].start : tokens[at - 1].end]

    def problem(self) -> ExpressionProblem | None:
        """What to write instead, where that is sure; the fix of a whole comparison covers its path and value, too."""
        words = [one.text.lower() for one in self._tokens[self._at : self._at + LONGEST]]
        length = next((size for size in range(LONGEST, 0, -1) if tuple(words[:size]) in PHRASES), 0)
        if not length:
            return None
        form, after = PHRASES[tuple(words[:length])], self._at + length
        said = self._text[self._tokens[self._at].start : self._tokens[after - 1].end]
        if form.kind == "sign":
            start, end = self._tokens[self._at].start, self._tokens[after - 1].end
            return ExpressionProblem("E210", f"there is no `{said}` here", f"write {form.ours}", start, end, form.ours)
        fix, end_at = self._whole(form, after)
        if fix is None:
            return None
        start, end = self._tokens[self._begin].start, self._tokens[end_at - 1].end
        message = f"there is no `{said}` here"
        if form.kind == "call":
            message = f"`{said}` goes before its path, like a function"
        return ExpressionProblem("E210", message, f"write {fix}", start, end, fix)

    def _whole(self, form: Form, after: int) -> tuple[str | None, int]:
        """The comparison in our words, and behind which token it ends."""
        if form.kind == "alone":
            return f"{self._path} {form.ours}", after
        if form.kind == "empty":
            fix = f'{self._path} = "" or {self._path} = null'
            if form.negated:
                fix = f'{self._path} != "" and {self._path} exists'
            alone = self._begin == 0 and self._tokens[after].kind == "end"
            return fix if alone else f"({fix})", after
        if form.kind == "between":
            return self._between(after)
        value, end = self._value(after, as_list=form.kind == "list" or form.ours == "has_any")
        if value is None:
            return None, after
        if form.kind == "list":
            return f"{self._path} {form.ours} {value}", end
        if self._tokens[self._at].is_word("like") or self._tokens[end - 2].is_word("like"):
            value = value.replace("%", "*")
        # "Matches" is said of both kinds of patterns.
        ours = "regex" if form.ours == "match" and OF_A_REGEX.search(value) else form.ours
        return f"{'not ' if form.negated else ''}{ours}({self._path}, {value})", end

    def _between(self, at: int) -> tuple[str | None, int]:
        low, joint, high = self._tokens[at : at + 3] if len(self._tokens) > at + 2 else (self._tokens[-1],) * 3
        if not (low.kind == high.kind == "number" and joint.is_word("and")):
            return None, at
        fix = f"{self._path} >= {low.text} and {self._path} <= {high.text}"
        return in_brackets(fix, self._tokens, self._begin, at + 3), at + 3

    def _value(self, at: int, *, as_list: bool) -> tuple[str | None, int]:
        """The value that starts here as we write it, and behind which token it ends."""
        if as_list:
            return self._list(at)
        run = list(takewhile(lambda one: not (one.kind in ENDS or one.is_word("and", "or")), self._tokens[at:]))
        first = self._tokens[at]
        if not run:
            return None, at
        written = self._text[run[0].start : run[-1].end]
        if len(run) == 1 and first.kind in ("text", "raw", "number", "literal"):
            return written, at + 1
        if slashed := SLASHED.fullmatch(written):
            return quoted(slashed["pattern"]), at + len(run)
        if all(one.kind == "word" for one in run):
            return quoted(written), at + len(run)
        return None, at

    def _list(self, at: int) -> tuple[str | None, int]:
        first = self._tokens[at]
        if first.kind in ("text", "raw"):
            return self._without_brackets(at)
        close = next((n for n in range(at, len(self._tokens)) if self._tokens[n].kind == "close"), None)
        if first.text not in ("[", "(") or close is None:
            return None, at
        return f"[{self._text[first.end : self._tokens[close].start]}]", close + 1

    def _without_brackets(self, at: int) -> tuple[str, int]:
        """The texts from here on that have commas between them, as a list."""
        end = at + 1
        while self._tokens[end].kind == "comma" and self._tokens[end + 1].kind in ("text", "raw"):
            end += 2
        return f"[{self._text[self._tokens[at].start : self._tokens[end - 1].end]}]", end


def texts_without_brackets(text: str, tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of `in "A", "B"`; None where there are brackets, or is no list."""
    end = at
    while tokens[end].kind in ("text", "raw") and tokens[end + 1].kind == "comma":
        end += 2
    if end == at or tokens[end].kind not in ("text", "raw"):
        return None
    first, last = tokens[at], tokens[end]
    fix = f"[{text[first.start : last.end]}]"
    return ExpressionProblem("E210", "the values of a list stand in [ ]", f"write {fix}", first.start, last.end, fix)


def names_without_brackets(tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of `event = A, B`: names without quotes, and a comma behind the first."""
    end = at
    while tokens[end].kind == "word" and not tokens[end].is_word("and", "or"):
        end += 1
    if end == at or tokens[end].kind != "comma":
        return None
    names = " ".join(one.text for one in tokens[at:end])
    hint = 'put each text in quotes, and several in a list: event in ["A", "B"]'
    message = f"the text {names} has no quotes"
    return ExpressionProblem("E210", message, hint, tokens[at].start, tokens[end - 1].end)


def in_brackets(both: str, tokens: Sequence[Token], begin: int, end: int) -> str:
    """Two conditions joined with `and`, in brackets where the tokens from `begin` to `end` need them."""
    before, after = tokens[begin - 1] if begin else None, tokens[end]
    binds = before is not None and (before.is_word("not", "or") or before.is_sign("!"))
    return f"({both})" if binds or after.is_word("or") else both


def pattern_between_slashes(path: str, sign: str, run: str, start: int) -> ExpressionProblem | None:
    """The problem of `path = /pattern/`, whose path begins at `start`; None where the right side is none."""
    slashed = SLASHED.fullmatch(run)
    if slashed is None or sign not in ("=", "!="):
        return None
    fix = f"{'not ' if sign == '!=' else ''}regex({path}, {quoted(slashed['pattern'])})"
    return ExpressionProblem("E210", "a pattern goes into a test of its own", f"write {fix}", start, start, fix)


def odd_number(tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of a number as people write it: `1,000`, `1_000`, `$1000`, `10%`; None where it is none of them."""
    first, end = tokens[at], at
    if first.kind == "other" and first.text in CURRENCIES and tokens[at + 1].kind == "number":
        number = tokens[at + 1]
        hint = f"write {number.text}; the currency is a test of its own"
        return ExpressionProblem(
            "E210", "a number stands without the sign of a currency", hint, first.start, number.end, number.text
        )
    if first.kind != "number":
        return None
    if problem := _date_or_unit(tokens, at) or _decimal_comma(tokens, at):
        return problem
    while _goes_on(tokens, end):
        end += 2 if tokens[end + 1].kind == "comma" else 1
    if end > at:
        fix = "".join(one.text for one in tokens[at : end + 1]).replace(",", "").replace("_", "")
        message = "a number has no signs between its thousands"
        return ExpressionProblem("E210", message, f"write {fix}", first.start, tokens[end].end, fix)
    after = tokens[at + 1]
    if after.text == "%" and after.start == first.end:
        hint = f"write {float(first.text) / 100:g} or {first.text}, as the events have it"
        return ExpressionProblem("E210", "there is no percent sign here", hint, first.start, after.end)
    return None


def _decimal_comma(tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of `9,99`; where thousands have commas, three digits follow each."""
    first, comma = tokens[at], tokens[at + 1]
    then = tokens[at + 2] if comma.kind == "comma" else first
    if comma.kind != "comma" or then.kind != "number" or comma.start != first.end or then.start != comma.end:
        return None
    if not (first.text.lstrip("-").isdigit() and then.text.isdigit()) or len(then.text) == THOUSAND:
        return None
    fix = f"{first.text}.{then.text}"
    return ExpressionProblem(
        "E210", "a number has a point before its decimals", f"write {fix}", first.start, then.end, fix
    )


def _date_or_unit(tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of a day without quotes, and of a number with its unit at once behind it: `100EUR`."""
    first = tokens[at]
    joined = [first]
    for token in tokens[at + 1 :]:
        if token.start != joined[-1].end or token.kind not in ("number", "word", "other"):
            break
        joined.append(token)
    written = "".join(one.text for one in joined)
    if DAY.match(written):
        fix = f'"{written}"'
        return ExpressionProblem("E210", "a time is a text", f"write {fix}", first.start, joined[-1].end, fix)
    unit = joined[1] if len(joined) > 1 else None
    if unit and unit.kind == "word" and UNIT.fullmatch(unit.text):
        hint = f"write {first.text}; what it is counted in is a test of its own"
        return ExpressionProblem("E210", "a number has no unit", hint, first.start, unit.end, first.text)
    return None


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number at `at` is followed at once by three more of its digits."""
    here, after = tokens[at], tokens[at + 1]
    if after.kind == "word" and after.start == here.end:
        return re.fullmatch(r"(_[0-9]{3})+", after.text) is not None
    if after.kind != "comma" or after.start != here.end:
        return False
    then = tokens[at + 2]
    return (
        then.kind == "number"
        and then.start == after.end
        and re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", then.text) is not None
    )


def quoted(text: str) -> str:
    r"""The text as a value of a one-line condition.

    >>> print(quoted(r'say "\d"'))
    "say \"\d\""
    """
    return '"' + re.sub(r'"|\\(?=["\\]|$)', r"\\\g<0>", text) + '"'
