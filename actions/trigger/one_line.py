"""Conditions written on one line: `type = "track" and not (event in ["A", "B"] or length(items) > 3)`.

    either     = both { "or" both }
    both       = negation { "and" negation }
    negation   = { "not" | "!" } comparison
    comparison = "(" either ")" | call | path sign value | path ["not"] "in" list | path "exists"
    call       = name "(" path ["," (value | list)] ")"
    value      = "text" | 'text' | number | true | false | null | `JSON`

A path is any JMESPath: its end is found by brackets and quotes alone, then it is read as an expression.
"""

from collections.abc import Callable, Collection
from typing import Any

from msgspec.structs import replace

from actions.trigger.condition import MOST_DEPTH, All, Condition, Leaf, Not, all_of, any_of
from actions.trigger.foreign.calls import answered_test, apart
from actions.trigger.foreign.choice import find_choice
from actions.trigger.foreign.comparisons import (
    Foreign,
    bare_texts,
    in_brackets,
    names_without_brackets,
    odd_number,
    pattern_between_slashes,
    texts_without_brackets,
)
from actions.trigger.foreign.proven import proven
from actions.trigger.foreign.spelling import (
    BETWEEN,
    TURNED,
    USAGE,
    fail,
    no_comparison,
    no_value,
    nothing_left,
    only_a_name,
    stray,
    text_first,
    two_paths,
    unknown_call,
    usage,
    value_first_in,
    wrong_way_round,
)
from actions.trigger.leaf import build_leaf, check_path, check_types
from actions.trigger.lexer import Kind, Token, pair_brackets, read_tokens
from actions.trigger.values import NAMED_VALUES, read_text, read_value
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.suggest import nearest
from mappings.functions.plugins import all_functions
from mappings.located import Located

COMPARISONS = {"=": "is", "!=": "is_not", ">": "above", ">=": "at_least", "<": "below", "<=": "at_most"}
CALLS = {name: "matches" if name == "match" else name for name in USAGE}
ENDS_A_NAME = ("word", "text", "raw", "literal", "number", "close")
STARTS_A_NAME = ("word", "text", "raw", "literal", "number")
MOST_SHOWN = 200


def parse_one_line(spot: Located, report: Report, roots: Collection[str] | None, depth: int) -> Condition | None:
    """The condition in the text of `spot`, or None with findings: one for its grammar, or one per bad leaf.

    `depth` says how deep in groups the text stands already.
    """
    found = Report()
    try:
        condition = _Parser(spot, found, roots).parse(depth)
    except ExpressionError as error:
        one = proven(error.problem, spot, found, lambda text, after: _Parser(text, after, roots).parse(0))
        report.add(one.code, spot.inside(one.start, one.end), one.message, one.hint, fix=one.fix)
        return None
    report.extend(found)
    return condition


class _Parser:
    """Reads one text from left to right. A leaf that does not do is None, and so is all it is part of."""

    def __init__(self, spot: Located, report: Report, roots: Collection[str] | None) -> None:
        self.spot = spot
        self.text: str = spot.value
        self.report = report
        self.roots = roots
        self.tokens = read_tokens(self.text)
        self.closing = pair_brackets(self.tokens)
        self.at = 0

    def parse(self, depth: int) -> Condition | None:
        if self.sees("end"):
            raise fail("E202", self.here, "this condition is empty", 'write one, such as type = "track"')
        if self.is_a_name():
            raise ExpressionError(only_a_name(self.text.strip(), self.here.start))
        if (problem := find_choice(self.text, self.tokens, self.closing)) is not None:
            raise ExpressionError(problem)
        condition = self.either(depth)
        if not self.sees("end"):
            raise ExpressionError(stray(self.here, self.tokens[self.at - 1]))
        return condition

    def is_a_name(self) -> bool:
        """Is the whole text but words, none of which events have: `Order Completed`?"""
        words = self.tokens[:-1]
        if self.roots is None or any(one.kind != "word" or one.is_word(*BETWEEN) for one in words):
            return False
        first = words[0].text
        return first not in self.roots and (len(words) > 1 or nearest(first, self.roots) is None)

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def sees(self, kind: Kind) -> bool:
        return self.here.kind == kind

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self, depth: int) -> Condition | None:
        parts: list[Condition | None] = []
        chains: list[slice] = []
        while not parts or self.here.is_word("or"):
            self.at += bool(parts)
            first = self.at
            parts.append(self.both(depth))
            if isinstance(parts[-1], All) and self.closing.get(first) != self.at - 1:
                chains.append(slice(self.tokens[first].start, self.tokens[self.at - 1].end))
        if chains and len(parts) > 1:
            self.warn_of_mixing(chains)
        return _join(parts, any_of)

    def warn_of_mixing(self, chains: list[slice]) -> None:
        clearer = self.text
        for chain in reversed(chains):
            clearer = f"{clearer[: chain.start]}({clearer[chain]}){clearer[chain.stop :]}"
        hint = f"if that is meant, say so: {clearer}" if len(clearer) <= MOST_SHOWN else "put brackets around each"
        first = chains[0]
        place = self.spot.inside(first.start, first.stop)
        self.report.add("W204", place, "`and` binds before `or` does", hint, fix=f"({self.text[first]})")

    def both(self, depth: int) -> Condition | None:
        parts = [self.negation(depth)]
        while self.here.is_word("and"):
            self.at += 1
            parts.append(self.negation(depth))
        return _join(parts, all_of)

    def negation(self, depth: int) -> Condition | None:
        if not (self.here.is_sign("!") or self.here.is_word("not")):
            return self.comparison(depth)
        self.dive(depth)
        self.at += 1
        part = self.negation(depth + 1)
        return None if part is None else Not(part)

    def comparison(self, depth: int) -> Condition | None:
        first = self.here
        if first.text == "(" and not self.goes_on_after(self.closing[self.at]):
            return self.group(depth)
        opening = self.tokens[self.at + 1] if first.kind == "word" else first
        if first.kind == "word" and opening.text == "(" and not self.goes_on_after(self.closing[self.at + 1]):
            return self.call()
        begin = self.at
        return self.compare(begin, self.path())

    def group(self, depth: int) -> Condition | None:
        self.dive(depth)
        opening = self.take()
        if self.sees("close"):
            raise ExpressionError(nothing_left(opening, self.here))
        condition = self.either(depth + 1)
        if not self.sees("close"):
            raise ExpressionError(stray(self.here, self.tokens[self.at - 1]))
        self.at += 1
        return condition

    def dive(self, depth: int) -> None:
        if depth >= MOST_DEPTH:
            hint = "take the condition apart into several actions"
            raise fail("E208", self.here, f"this condition is nested over {MOST_DEPTH} deep", hint)

    def goes_on_after(self, closing: int) -> bool:
        """Is the bracket that closes here part of a path: `(userId || anonymousId) = "x"`?"""
        after = self.tokens[closing + 1]
        if after.kind == "sign":
            return not after.is_sign("&&", "||", "!", "&")
        return after.text in (".", "[") or after.is_word("in", "exists", "is", "not")

    def path(self) -> slice:
        """Where in the text the path is that starts here; moves behind it."""
        first = self.at
        while not self.ends_path(first):
            self.at = self.closing.get(self.at, self.at) + 1
        if self.at == first:
            before = self.tokens[first - 1] if first else None
            raise ExpressionError(nothing_left(before, self.here))
        return slice(self.tokens[first].start, self.tokens[self.at - 1].end)

    def ends_path(self, first: int) -> bool:
        token = self.here
        if token.kind in ("end", "close", "comma"):
            return True
        if token.kind == "sign":
            return token.text not in ("|", "&") or self.at == first
        if self.at == first:
            return token.is_word("and", "or", "in")
        # Two names in a row: the second is no longer part of the path. A `-5` is: the expression explains it.
        follows_name = self.tokens[self.at - 1].kind in ENDS_A_NAME
        return follows_name and token.kind in STARTS_A_NAME and not token.text.startswith("-")

    def call(self) -> Leaf | None:
        """A test that looks like a function: `contains(event, "Order")`."""
        name = self.here
        if name.text not in CALLS:
            self.refuse_call()
        self.at += 2
        path = self.path()
        written = f"{name.text}(…)"
        if name.text == "exists":
            self.close_call(name)
            return self.leaf(path, "exists", self.made(True), written, begin=name.start)
        if not self.sees("comma"):
            raise self.wrong_call(name)
        comma, first = self.take(), self.tokens[self.at - 2]
        if first.kind == "text" and self.text[path] == first.text and self.is_path():
            raise ExpressionError(text_first(name.text, first, self.run()))
        operand = self.operand(comma)
        self.close_call(name)
        return self.leaf(path, CALLS[name.text], operand, name.text, begin=name.start)

    def refuse_call(self) -> None:
        """Raise for a function where a test should be: one of JMESPath lacks a comparison."""
        name = self.here
        closing = self.tokens[self.closing[self.at + 1]]
        if name.text not in all_functions():
            inside = self.text[self.tokens[self.at + 1].end : closing.start]
            raise ExpressionError(apart(unknown_call(name, inside), self.text))
        end = closing.end
        following = self.tokens[self.closing[self.at + 1] + 1]
        whole = self.text[name.start : end]
        raise ExpressionError(no_comparison(whole, name, following, following))

    def close_call(self, name: Token) -> None:
        if not self.sees("close"):
            raise self.wrong_call(name)
        self.at += 1

    def wrong_call(self, name: Token) -> ExpressionError:
        wants = "a path" if name.text == "exists" else "a path and a value"
        message = f"`{name.text}` takes {wants} in its brackets"
        hint = f"write {usage(name.text)}"
        return fail("E202", name, message, hint) if self.sees("close") else fail("E203", self.here, message, hint)

    def compare(self, begin: int, where: slice) -> Leaf | None:
        first = self.tokens[begin]
        sign, following = self.here, self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        path = self.text[where]
        if sign.is_word("exists"):
            self.at += 1
            return self.leaf(where, "exists", self.made(True), sign.text)
        if sign.is_word("in") or (sign.is_word("not") and following.is_word("in")):
            self.at += 1 if sign.is_word("in") else 2
            test, written = ("one_of", "in") if sign.is_word("in") else ("none_of", "not in")
            if first.kind in ("text", "raw") and path == first.text and self.is_path():
                raise ExpressionError(value_first_in(first, self.run(), self.tokens[self.at - 1]))
            if problem := texts_without_brackets(self.text, self.tokens, self.at):
                raise ExpressionError(problem)
            return self.leaf(where, test, self.operand(self.tokens[self.at - 1]), written)
        if sign.kind != "sign" or sign.text not in COMPARISONS:
            self.refuse_foreign(begin)
            raise ExpressionError(apart(no_comparison(path, first, sign, following), self.text))
        self.at += 1
        if path == first.text and self.is_value(first):
            self.refuse_chain(begin, sign)
            raise ExpressionError(wrong_way_round(first, sign.text, self.run()))
        if problem := pattern_between_slashes(path, sign.text, run := self.run(), where.start):
            self.refuse_whole(replace(problem, end=self.here.start + len(run)))
        odd = answered_test(self.text, where, sign, self.here) or odd_number(self.tokens, self.at)
        if problem := odd or two_paths(self.text, where, sign, run, self.roots):
            raise ExpressionError(problem)
        operand = self.operand(sign)
        if operand.value is None and sign.text in ("=", "!="):
            return self.leaf(where, "exists", self.made(sign.text == "!="), sign.text)
        return self.leaf(where, COMPARISONS[sign.text], operand, sign.text)

    def refuse_foreign(self, begin: int) -> None:
        """Raise for a comparison in words of other languages, if it is sure what is meant."""
        if self.tokens[begin].is_word("exists") and self.at == begin + 1 and self.sees("word"):
            where = self.path()
            fix = f"{self.text[where]} exists"
            start = self.tokens[begin].start
            message = "`exists` goes behind the path"
            self.refuse_whole(ExpressionProblem("E210", message, f"write {fix}", start, where.stop, fix))
            self.at = begin + 1
        if problem := Foreign(self.text, self.tokens, begin, self.at).problem():
            self.refuse_whole(problem)

    def refuse_chain(self, begin: int, sign: Token) -> None:
        """Raise for `1 < path < 5`, if it is that."""
        at = self.at
        where = self.path() if self.sees("word") else slice(0, 0)
        end = min(self.at + 1, len(self.tokens) - 1)
        low, then, high = self.tokens[begin], self.here, self.tokens[end]
        self.at = at
        if sign.text in TURNED and then.text in TURNED and then.text[0] == sign.text[0] and high.kind == "number":
            path = self.text[where]
            both = f"{path} {TURNED[sign.text]} {low.text} and {path} {then.text} {high.text}"
            fix = in_brackets(both, self.tokens, begin, end + 1)
            message = "a value between two others needs a test for each"
            raise ExpressionError(ExpressionProblem("E210", message, f"write {fix}", low.start, high.end, fix))

    def refuse_whole(self, problem: ExpressionProblem) -> None:
        """Raise the problem, if what it says to write is read without another one."""
        found = Report()
        if problem.fix and problem.fix not in COMPARISONS:
            try:
                _Parser(Located(problem.fix, self.spot.place), found, self.roots).parse(0)
            except ExpressionError:
                return
        if not found.has_errors:
            raise ExpressionError(problem)

    def is_value(self, alone: Token) -> bool:
        """Is it a value on the left? A name in double quotes is one if a path is on the right."""
        return alone.kind in ("number", "raw", "literal") or (alone.kind == "text" and self.is_path())

    def is_path(self) -> bool:
        return self.sees("word") and not self.here.is_word(*NAMED_VALUES)

    def leaf(self, where: slice, test: str, operand: Located, written: str, *, begin: int | None = None) -> Leaf | None:
        """The leaf that ends before here and begins at `begin`, or where its path does."""
        path = self.text[where]
        read = check_path(path, self.spot, where.start, self.report, self.roots)
        start = where.start if begin is None else begin
        place = self.spot.inside(start, self.tokens[self.at - 1].end)
        check_types(path, test, operand, self.report, self.roots)
        return build_leaf(path, read, test, operand, self.report, written=written, place=place)

    def made(self, value: Any) -> Located:
        return Located(value, self.spot.place)

    def operand(self, written: Token, *, in_list: bool = False) -> Located:
        """The value on the right of `written`, with its place."""
        token = self.here
        if token.text == "[":
            return self.values()
        if token.kind in ("text", "raw"):
            self.at += 1
            return read_text(token, self.spot)
        if token.kind in ("number", "literal") or token.is_word(*NAMED_VALUES):
            self.at += 1
            return Located(read_value(token), self.spot.inside(token.start, token.end))
        is_list = written.is_word("in")
        if not in_list and (problem := names_without_brackets(self.text, self.tokens, self.at, is_list=is_list)):
            raise ExpressionError(problem)
        raise ExpressionError(no_value(written, token, self.run(), self.roots or ()))

    def values(self) -> Located:
        opening, closing = self.here, self.closing[self.at]
        if problem := bare_texts(self.text, opening, self.tokens[closing]):
            raise ExpressionError(problem)
        children: list[Located] = []
        while self.at < closing:
            before = self.take()
            if self.at == closing and not children:
                break
            if self.here.text == "[":
                raise fail(
                    "E206",
                    self.here,
                    "a list of values holds no lists",
                    "write the values one after the other",
                )
            children.append(self.operand(before, in_list=True))
            if self.at < closing and not self.sees("comma"):
                raise fail(
                    "E203",
                    self.here,
                    "the values of a list are separated by commas",
                    "write , before it",
                )
        self.at = closing + 1
        place = self.spot.inside(opening.start, self.tokens[closing].end)
        return Located([child.value for child in children], place, children=children)

    def run(self) -> str:
        """The text from here to the end of this comparison."""
        at = self.at
        while not (self.tokens[at].kind in ("end", "close", "comma") or self.tokens[at].is_word("and", "or")):
            at = self.closing.get(at, at) + 1
        return self.text[self.here.start : self.tokens[at - 1].end] if at > self.at else ""


def _join(parts: list[Condition | None], join: Callable[[list[Condition]], Condition]) -> Condition | None:
    whole = [part for part in parts if part is not None]
    return join(whole) if len(whole) == len(parts) else None
