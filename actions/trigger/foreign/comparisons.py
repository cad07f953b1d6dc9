"""Comparisons in the words of other languages, rewritten in ours with what the user wrote in them."""

import re
from collections.abc import Sequence
from itertools import takewhile

from actions.trigger.foreign.phrases import LONGEST, PRODUCTS, Form, call, emptiness, find_phrase
from actions.trigger.lexer import Token
from mappings.findings.errors import ExpressionProblem

ENDS = ("end", "close", "comma")
SLASHED = re.compile(r"/(?P<pattern>.+)/(?P<flags>[a-z]*)", re.DOTALL)
CURRENCIES = "$€£¥"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OF_A_REGEX = re.compile(r"^[\"']\^|\$[\"']$|\.[*+]|\\[dwsb]|\(.*\|.*\)")
THOUSAND = 3
UNIT = re.compile(r"[A-Za-z]+")
COMMA = re.compile(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)""")
NAME = re.compile(r"[^\W\d][\w ]*")
TEXTS = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'""")
SPANS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
LITERALS = frozenset({"true", "false", "null"})
ABSENT = frozenset({"none", "nil", "undefined", "nan"})


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
        found = find_phrase([one.text for one in self._tokens[self._at : self._at + LONGEST]])
        if found is None:
            return None
        form, after = found[0], self._at + found[1]
        said = self._text[self._tokens[self._at].start : self._tokens[after - 1].end]
        if form.kind == "sign":
            start, end = self._tokens[self._at].start, self._tokens[after - 1].end
            if problem := self._ago(after, form.ours):
                return problem
            return ExpressionProblem("E210", f"there is no `{said}` here", f"write {form.ours}", start, end, form.ours)
        fix, end_at = self._whole(form, after)
        if fix is None:
            return None
        start, end = self._tokens[self._begin].start, self._tokens[end_at - 1].end
        message = f"there is no `{said}` here"
        if form.kind == "call":
            message = f"`{said}` goes before its path, like a function"
        if f"{PRODUCTS}[].product_id" in fix:
            # Which of a product's fields is meant nobody knows.
            hint = f"write {fix}, or another field of products in place of product_id, such as sku or name"
            return ExpressionProblem("E210", message, hint, start, end)
        return ExpressionProblem("E210", message, f"write {fix}", start, end, fix)

    def _ago(self, at: int, sign: str) -> ExpressionProblem | None:
        """The problem of `older than 7 days`."""
        count, unit = self._tokens[at : at + 2] if len(self._tokens) > at + 1 else (self._tokens[-1],) * 2
        if count.kind != "number" or unit.text.lower().rstrip("s") not in SPANS:
            return None
        hint = f'write a day: {self._path} {sign} "2026-03-01"'
        message = "a condition has no clock: what it says of an event is the same on every day"
        return ExpressionProblem("E210", message, hint, self._tokens[self._at].start, unit.end)

    def _whole(self, form: Form, after: int) -> tuple[str | None, int]:
        """The comparison in our words, and behind which token it ends."""
        if form.kind == "alone":
            return f"{self._path} {form.ours}", after
        if form.kind == "empty":
            fix = emptiness(self._path, negated=form.negated)
            alone = self._begin == 0 and self._tokens[after].kind == "end"
            return fix if alone else f"({fix})", after
        if form.kind == "between":
            return self._between(after, negated=form.negated)
        value, end = self._value(after, as_list=form.kind in ("list", "each") or form.ours == "has_any")
        return (None, after) if value is None else (self._with_value(form, value, end), end)

    def _with_value(self, form: Form, value: str, end: int) -> str | None:
        if form.kind == "list":
            return f"{self._path} {form.ours} {value}"
        if form.kind == "each":
            tests = [call(form.ours, self._path, one) for one in TEXTS.findall(value)]
            return f"({' or '.join(tests)})" if tests else None
        if self._tokens[self._at].is_word("like") or self._tokens[end - 2].is_word("like"):
            value = value.replace("%", "*")
        # "Matches" is said of both kinds of patterns.
        ours = "regex" if form.ours == "match" and OF_A_REGEX.search(value) else form.ours
        return f"{'not ' if form.negated else ''}{call(ours, self._path, value)}"

    def _between(self, at: int, *, negated: bool) -> tuple[str | None, int]:
        low, joint, high = self._tokens[at : at + 3] if len(self._tokens) > at + 2 else (self._tokens[-1],) * 3
        if not (low.kind == high.kind == "number" and joint.is_word("and")):
            return None, at
        fix = f"{self._path} >= {low.text} and {self._path} <= {high.text}"
        if negated:
            return f"not ({fix})", at + 3
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
            return quoted(_with_flags(slashed)), at + len(run)
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
        return in_list(self._text[first.end : self._tokens[close].start]), close + 1

    def _without_brackets(self, at: int) -> tuple[str, int]:
        """The texts from here on that have commas between them, as a list."""
        end = at + 1
        while self._tokens[end].kind == "comma" and self._tokens[end + 1].kind in ("text", "raw"):
            end += 2
        return f"[{self._text[self._tokens[at].start : self._tokens[end - 1].end]}]", end


def in_list(written: str) -> str:
    """A list of what stands between commas, names without quotes in quotes.

    >>> in_list('Order Completed, "B", 5')
    '["Order Completed", "B", 5]'
    """
    items = (one.strip() for one in COMMA.split(written))
    return f"[{', '.join(quoted(one) if is_bare(one) else one for one in items)}]"


def is_bare(item: str) -> bool:
    """Whether the item of a list is a text without its quotes."""
    return NAME.fullmatch(item) is not None and item.lower() not in LITERALS


def bare_texts(text: str, opening: Token, closing: Token) -> ExpressionProblem | None:
    """The problem of `[Order Completed, B]`; None where each text has its quotes."""
    inside = text[opening.end : closing.start]
    bare = [one.strip() for one in COMMA.split(inside) if is_bare(one.strip())]
    if not bare:
        return None
    fix = in_list(inside)
    message = f"the text {bare[0]} has no quotes"
    return ExpressionProblem("E210", message, f"write {fix}", opening.start, closing.end, fix)


def texts_without_brackets(text: str, tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of `in "A", "B"`; None where there are brackets, or is not a list."""
    end = at
    while tokens[end].kind in ("text", "raw") and tokens[end + 1].kind == "comma":
        end += 2
    if end == at or tokens[end].kind not in ("text", "raw"):
        return None
    first, last = tokens[at], tokens[end]
    fix = f"[{text[first.start : last.end]}]"
    return ExpressionProblem("E210", "the values of a list go in [ ]", f"write {fix}", first.start, last.end, fix)


def names_without_brackets(text: str, tokens: Sequence[Token], at: int, *, is_list: bool) -> ExpressionProblem | None:
    """The problem of `event = A, B` or `event in A, B`: names without quotes, and a comma behind the first."""
    end = at
    while tokens[end].kind == "word" and not tokens[end].is_word("and", "or"):
        end += 1
    if end == at or tokens[end].kind != "comma":
        return None
    names = " ".join(one.text for one in tokens[at:end])
    if is_list:
        last = end
        while tokens[last].kind in ("word", "comma", "text") and not tokens[last].is_word("and", "or"):
            last += 1
        fix = in_list(text[tokens[at].start : tokens[last - 1].end])
        message = "the values of a list go in [ ], and texts in quotes"
        return ExpressionProblem("E210", message, f"write {fix}", tokens[at].start, tokens[last - 1].end, fix)
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
    fix = f"{'not ' if sign == '!=' else ''}regex({path}, {quoted(_with_flags(slashed))})"
    return ExpressionProblem("E210", "a pattern goes into a test of its own", f"write {fix}", start, start, fix)


def _with_flags(slashed: re.Match[str]) -> str:
    """The pattern between slashes, with what stands behind these before it: `/a/i` is `(?i)a`."""
    flags = "".join(one for one in slashed["flags"] if one in "ims")
    return f"(?{flags}){slashed['pattern']}" if flags else slashed["pattern"]


def odd_number(tokens: Sequence[Token], at: int) -> ExpressionProblem | None:
    """The problem of a number as people write it: `1,000`, `1_000`, `$1000`, `10%`; None where it is none of them."""
    first, end = tokens[at], at
    if first.kind == "other" and first.text in CURRENCIES and tokens[at + 1].kind == "number":
        number = tokens[at + 1]
        hint = f"write {number.text}; the currency is a test of its own"
        return ExpressionProblem(
            "E210", "a number is written without a currency sign", hint, first.start, number.end, number.text
        )
    if first.kind != "number":
        return None
    if problem := _date_or_unit(tokens, at) or _decimal_comma(tokens, at):
        return problem
    while _goes_on(tokens, end):
        end += 2 if tokens[end + 1].kind == "comma" else 1
    if end > at:
        fix = "".join(one.text for one in tokens[at : end + 1]).replace(",", "").replace("_", "")
        message, hint = "a number has no signs between its thousands", f"write {fix}"
        is_sure = end != at + 2 or tokens[at + 1].kind != "comma"
        if not is_sure:
            # One comma with three digits behind it is a thousand to some and a thousandth to others.
            hint = f"write {fix}, or {first.text}.{tokens[end].text} if the comma begins the decimals"
        return ExpressionProblem("E210", message, hint, first.start, tokens[end].end, fix if is_sure else None)
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
