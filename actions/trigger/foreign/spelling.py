"""Conditions as people write them elsewhere, and what to write here instead."""

import re
from collections.abc import Collection

from actions.trigger.foreign.calls import function_as_comparison, method_as_comparison
from actions.trigger.foreign.comparisons import ABSENT, in_list
from actions.trigger.foreign.proven import SHAPE
from actions.trigger.lexer import Token
from mappings.event_fields import EVENT_FIELDS, EVENT_TYPES
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.suggest import did_you_mean

# Signs and words of other languages -> ours.
SIGNS = {
    "==": "=", "===": "=", "!==": "!=", "=!": "!=", "<>": "!=", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!=",
    "&&": "and", "&": "and", "||": "or", "|": "or",
}  # fmt: skip
WORDS = {
    "is": "=", "equals": "=", "eq": "=", "equal": "=", "ne": "!=",
    "gt": ">", "above": ">", "gte": ">=", "ge": ">=", "at_least": ">=",
    "lt": "<", "below": "<", "lte": "<=", "le": "<=", "at_most": "<=", "one_of": "in",
}  # fmt: skip
CALLS = {
    "contains": "contains", "includes": "contains", "like": "match", "matches": "match", "match": "match",
    "glob": "match", "regex": "regex", "rlike": "regex", "starts_with": "starts_with",
    "startswith": "starts_with", "ends_with": "ends_with", "endswith": "ends_with", "has": "has",
    "has_any": "has_any",
}  # fmt: skip
PLAIN_PATH = re.compile(r"""(?:[\w.*@]|\[[^\]]*\]|"[^"]*")+""")
CALLED = re.compile(r"\w+\(.*\)(?:[\w.*@]|\[[^\]]*\])*", re.DOTALL)
# Words alone for a condition that always holds, or never does.
ALWAYS, NEVER = ("always", "any", "all", "every", "everything", "yes", "on"), ("never", "no", "off", "none", "disabled")
# Words that are texts, or stand for a value of another kind.
VALUES_ELSEWHERE = {
    "yes": "true", "on": "true", "no": "false", "off": "false", "empty": '"" or null', "blank": '"" or null',
    "missing": "null", "unset": "null",
}  # fmt: skip
UNQUOTED = re.compile(r"[^\W\d_](?:[\w' \-/&+:.#*]*[\w*])?")
# Two words for one test: the first, the second, ours.
PAIRS = {("starts", "with"): "starts_with", ("begins", "with"): "starts_with", ("ends", "with"): "ends_with"}
# Words that stand between what is compared, here or elsewhere, and so in no name alone.
BETWEEN = {"and", "or", "not", "in", "exists", "between"} | WORDS.keys() | CALLS.keys()
# How to write each test that looks like a function.
USAGE = {
    "contains": '{path}, "text"', "starts_with": '{path}, "text"', "ends_with": '{path}, "text"',
    "match": '{path}, "text*"', "regex": '{path}, "^[0-9]+$"', "has": '{path}, "value"',
    "has_any": '{path}, ["a", "b"]', "exists": "{path}",
}  # fmt: skip
# How to write each test of the structured form that goes by another name elsewhere.
TESTS_ELSEWHERE = {
    "=": "is", "==": "is", "equals": "is", "eq": "is", "equal": "is", "!=": "is_not", "ne": "is_not",
    "not": "is_not", "in": "one_of", "any_of": "one_of", "not_in": "none_of", ">": "above", "gt": "above",
    "greater_than": "above", "more_than": "above", "over": "above", ">=": "at_least", "gte": "at_least",
    "min": "at_least", "<": "below", "lt": "below", "less_than": "below", "under": "below", "<=": "at_most",
    "lte": "at_most", "max": "at_most", "match": "matches", "like": "matches", "glob": "matches",
    "includes": "contains", "present": "exists", "defined": "exists", "startswith": "starts_with",
    "endswith": "ends_with", "pattern": "regex",
}  # fmt: skip
# A currency, a percent sign or a measure behind a number.
UNIT = re.compile(r"[A-Z]{3}|[^\W\d]{1,7}|[€$£¥%]")
VALUES = "write a text in quotes, a number, true, false or null"
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def usage(call: str, path: str = "path") -> str:
    """How to write a test that looks like a function.

    >>> usage("has", "properties.tags")
    'has(properties.tags, "value")'
    """
    return f"{call}({USAGE[call].replace('{path}', path)})"


def unknown_call(name: Token, inside: str) -> ExpressionProblem:
    """The problem of a name that is followed by brackets, with this inside, and is not a test."""
    if fix := function_as_comparison(name.text, inside) if name.text.lower() not in CALLS else None:
        message = f"there is no test `{name.text}` here"
        end = name.end + len(inside) + len("()")
        return ExpressionProblem("E210", message, f"write {fix}", name.start, end, fix)
    known = CALLS.get(name.text.lower())
    hint = f"write {usage(known)}" if known else did_you_mean(name.text, USAGE)
    message = f'there is no test "{name.text}"'
    # What these take elsewhere has other wild cards, or is a regular expression.
    fix = None if name.text.lower() in ("like", "matches") else known
    return _problem("E205", name, message, hint or f"there are {', '.join(USAGE)}", fix)


def no_comparison(path: str, first: Token, token: Token, following: Token) -> ExpressionProblem:
    """The problem of a path (its text and its first token) with no comparison of ours after it.

    `token` is what stands there, `following` what comes next.
    """
    if problem := _method(path, first):
        return problem
    if token.kind == "sign" and token.text in (*SIGNS, "=~"):
        hint = f"write {usage('regex', path)}"
        return elsewhere(token) if token.text in SIGNS else _problem("E210", token, "there is no `=~` here", hint)
    if token.kind == "word" and not token.is_word("and", "or"):
        return _word_after(path, token, following)
    if token.kind in ("text", "raw", "literal", "number"):
        message = f"nothing says how to compare {path} with {token.text}"
        return _problem("E202", token, message, f"write {path} = {token.text}")
    if first.kind == "text" and path == first.text:
        hint = f"repeat the path: event = {path}; for several values write event in [{path}, …]"
        return _problem("E202", first, f"nothing is compared with the text {path}", hint)
    return _path_alone(path, first)


def _path_alone(path: str, first: Token) -> ExpressionProblem:
    """The problem of `properties.trial`, of `lower(event)`, and of what is neither."""
    end = first.start + len(path)
    if path == "*":
        fix = "type exists"
        message = "`*` alone is not a condition"
        return ExpressionProblem("E202", message, f"to fire on every event write {fix}", first.start, end, fix)
    if not PLAIN_PATH.fullmatch(path) and not CALLED.fullmatch(path):
        return ExpressionProblem("E202", f"`{path}` is not a comparison", SHAPE, first.start, end)
    # Which of them is meant nobody knows, so that none of them is a fix: a value that is false is there, too.
    hint = f"write {path} exists if it need only be there, {path} = true if it must be true, or another comparison"
    if path in EVENT_FIELDS:
        hint = f"write {path} exists if it need only be there, or compare it with a value"
    if CALLED.fullmatch(path):
        hint = f"compare it with a value, such as {path} = …"
    message = f"`{path}` says where to look, but not what must hold there"
    return ExpressionProblem("E202", message, hint, first.start, end)


def _method(path: str, first: Token) -> ExpressionProblem | None:
    """The problem of `event.startsWith("A")`."""
    found = method_as_comparison(path)
    if found is None:
        return None
    message = f"there are no methods such as .{found[0]}() here"
    return ExpressionProblem("E210", message, f"write {found[1]}", first.start, first.start + len(path), found[1])


def _word_after(path: str, word: Token, following: Token) -> ExpressionProblem:
    """The problem of a word where a sign should be: `event is "x"`, `properties.List Name`."""
    if path.lower() == "exists":
        return _problem("E210", word, "`exists` goes behind the path", f"write {word.text} exists")
    problem = _two_words(path, word, following) or _one_word(path, word)
    if problem:
        return problem
    return _problem("E203", word, f"a comparison should follow {path}, not `{word.text}`", _after_name(path, word))


def _two_words(path: str, word: Token, following: Token) -> ExpressionProblem | None:
    name = word.text.lower()
    if name == "is" and following.is_word("not"):
        return ExpressionProblem("E210", "there is no `is not` here", "write !=", word.start, following.end, "!=")
    if ours := PAIRS.get((name, following.text.lower())):
        message = f"there is no `{word.text} {following.text}` here"
        return ExpressionProblem("E210", message, f"write {usage(ours, path)}", word.start, following.end)
    if name == "not":
        return _problem("E210", word, "`not` goes before the comparison", f"write {_negated(path, following)}")
    return None


def _one_word(path: str, word: Token) -> ExpressionProblem | None:
    name = word.text.lower()
    if name == "between":
        return _problem("E210", word, "there is no `between` here", f"write {path} >= … and {path} <= …")
    if name in WORDS:
        return _problem("E210", word, f"there is no `{word.text}` here", f"write {WORDS[name]}", WORDS[name])
    if name in CALLS:
        hint = f"write {usage(CALLS[name], path)}"
        return _problem("E210", word, f"`{word.text}` goes before its path, like a function", hint)
    return None


def _negated(path: str, following: Token) -> str:
    """What `path not …` should be: `context.traits not exists`, `event not contains "x"`."""
    name = following.text.lower()
    if name == "exists":
        return f"not {path} exists, or {path} = null"
    return f"not {usage(CALLS[name], path)}" if name in CALLS else f"not {path} …, or !="


def _after_name(path: str, word: Token) -> str:
    start, dot, last = path.rpartition(".")
    if dot:
        return f'for a name with a space write {start}."{last} {word.text}"'
    return "write =, !=, >, <, in or exists"


def elsewhere(token: Token) -> ExpressionProblem:
    """The problem of a sign of another language."""
    ours = SIGNS[token.text]
    return _problem("E210", token, f"there is no `{token.text}` here", f"write {ours}", ours)


def nothing_left(before: Token | None, token: Token) -> ExpressionProblem:
    """The problem of a place where a comparison should start; `before` is the token before it."""
    joins = token.is_word("and", "or") or token.is_sign("&&", "||")
    if joins or token.kind == "sign" or token.is_word("in"):
        needs, hint = ("a condition", "write one there, or remove this") if joins else ("a path", "write it there")
        return _problem("E202", token, f"`{token.text}` needs {needs} on its left", hint)
    if before is not None and before.kind == "open" and token.kind == "close":
        return ExpressionProblem("E202", "these brackets are empty", "remove them", before.start, token.end)
    if before is not None and token.kind in ("end", "close", "comma"):
        message = f"`{before.text}` needs a condition on its right"
        return _problem("E202", before, message, "write one there, or remove this")
    return _problem("E203", token, f"a path cannot start with `{token.text}`", "write a path, such as event")


def only_a_name(text: str, start: int) -> ExpressionProblem:
    """The problem of a condition that is a name alone: `Order Completed`, `track`."""
    path = "type" if text in EVENT_TYPES else "event"
    fix: str | None = f'{path} = "{text}"'
    hint = f"write {fix}"
    if text.lower() in ALWAYS or text.lower() in NEVER:
        ours = "to fire on every event write type exists" if text.lower() in ALWAYS else "write enabled: false"
        hint, fix = f"{ours}; for a name write {fix}", None
    elif path == "event" and re.fullmatch(r"[a-z0-9]+", text):
        hint, fix = f"write {fix} for an event of this name, or a path and a comparison: properties.{text} = true", None
    return ExpressionProblem("E202", "this is a name, and nothing compares it", hint, start, start + len(text), fix)


def text_first(call: str, text: Token, path: str) -> ExpressionProblem:
    """The problem of a call whose text comes before its path: `contains("Order", event)`."""
    hint = f"put the path first: {call}({path}, {text.text})"
    return _problem("E210", text, f"the path of `{call}` comes after the text", hint)


def wrong_way_round(path: Token, sign: str, right: str) -> ExpressionProblem:
    """The problem of a value on the left of a comparison, with `right` on its right."""
    turned = f"{right} {TURNED.get(sign, sign)} {path.text}"
    return _problem(
        "E210", path, f"the left side is a path, not the value {path.text}", f"put the path first: {turned}"
    )


def value_first_in(text: Token, path: str, sign: Token) -> ExpressionProblem:
    """The problem of `"a" in path`."""
    fix = f"has({path}, {text.text})"
    hint = f"write {fix} for an item of a list, or contains({path}, {text.text}) for a part of a text"
    return ExpressionProblem(
        "E210", "`in` has its path on the left, and a list on the right", hint, text.start, sign.end
    )


def no_value(written: Token, token: Token, run: str, roots: Collection[str]) -> ExpressionProblem:
    """The problem of something that is not a value, where `written` (a sign, a word or a comma) asks for one.

    `run` is the text from `token` to the end of this comparison.
    """
    if token.kind in ("end", "close", "comma") or token.is_word("and", "or", "in", "not"):
        return _problem("E202", written, f"`{written.text}` needs a value on its right", VALUES)
    if token.kind == "word" and run.lower() in ABSENT:
        return _problem("E210", token, f"there is no `{run}` here", f'write null, or "{run}" for the text', "null")
    if token.kind == "word" and (run in roots or run[len(token.text) :][:1] in (".", "(", "[")):
        message = f"the right side is a value, not a path like {run}"
        sign = "==" if written.is_sign("=") else written.text
        return _run_problem(token, run, message, f"put a text in quotes; compare two paths as (a {sign} b) = true")
    if token.text == "(" and written.is_word("in"):
        fix = in_list(run[1:-1])
        return _run_problem(token, run, "the values of a list go in [ ]", f"write {fix}", fix)
    if token.kind in ("word", "other"):
        return _unquoted(written, token, run)
    return _problem("E203", token, f"a value is expected here, not `{token.text}`", VALUES)


def two_paths(
    text: str, where: slice, sign: Token, run: str, roots: Collection[str] | None
) -> ExpressionProblem | None:
    """The problem of `properties.total > properties.subtotal`; None where the right side is surely no path."""
    if "." not in run or run.split(".", maxsplit=1)[0] not in (roots or ()):
        return None
    fix = f"({text[where]} {'==' if sign.text == '=' else sign.text} {run}) = true"
    message = f"the right side is a value, not a path like {run}"
    end = text.index(run, sign.end) + len(run)
    return ExpressionProblem("E210", message, f"to compare the two write {fix}", where.start, end, fix)


def _unquoted(written: Token, token: Token, run: str) -> ExpressionProblem:
    """The problem of a word or a sign that is not a value as it stands: `.5`, `yes`, `Order Completed`."""
    if number := re.fullmatch(r"(?P<sign>-?)(?P<rest>[.][0-9]+)", run):
        fix = f"{number['sign']}0{number['rest']}"
        return _run_problem(token, run, "a number starts with a digit", f"write {fix}", fix)
    message, text = f"the text {run} has no quotes", run.strip("/") or run
    if meant := VALUES_ELSEWHERE.get(run.lower()):
        return _run_problem(token, run, message, f'write {meant}, or "{run}" for the text')
    if "*" in text and written.is_sign("=", "!="):
        return _run_problem(token, run, message, f'write match(path, "{text}"), where * stands for any characters')
    if not UNQUOTED.fullmatch(text):
        return _run_problem(token, run, f"`{run}` is not a value", VALUES)
    fix = f'["{text}"]' if written.is_word("in") else f'"{text}"'
    return _run_problem(token, run, message, f"write {fix}", fix)


def stray(token: Token, before: Token | None = None) -> ExpressionProblem:
    """The problem of something behind a complete condition; `before` is the token before it."""
    if token.kind == "sign" and SIGNS.get(token.text) in ("and", "or"):
        return elsewhere(token)
    if before is not None and before.kind == "number" and _is_unit(token.text):
        message = f"a number has no unit here, and `{token.text}` follows one"
        hint = f"write {before.text} alone; a currency is a test of its own, such as properties.currency = "
        hint = f'{hint}"{token.text}"' if token.text.isupper() else f"write {before.text} alone"
        return _problem("E203", token, message, hint)
    hint = "join conditions with and, or" if token.kind != "other" else "remove it"
    return _problem("E203", token, f"`{token.text}` follows a complete condition", hint)


def _is_unit(text: str) -> bool:
    return UNIT.fullmatch(text) is not None and text not in EVENT_FIELDS


def fail(code: str, token: Token, message: str, hint: str | None = None) -> ExpressionError:
    """The error of one problem that covers one token."""
    return ExpressionError(_problem(code, token, message, hint))


def _problem(code: str, token: Token, message: str, hint: str | None, fix: str | None = None) -> ExpressionProblem:
    return ExpressionProblem(code, message, hint, token.start, token.end, fix)


def _run_problem(token: Token, run: str, message: str, hint: str, fix: str | None = None) -> ExpressionProblem:
    return ExpressionProblem("E210", message, hint, token.start, token.start + len(run), fix)
