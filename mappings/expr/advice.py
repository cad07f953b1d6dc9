"""Hints for characters that cannot begin a token of an expression."""

import re

from mappings.event_fields import EVENT_FIELDS
from mappings.findings.errors import ExpressionProblem
from mappings.functions.plugins import all_functions

UNCLOSED = {"'": "a text in single quotes", '"': "a name in double quotes", "`": "a JSON value in backticks"}
TYPOGRAPHIC = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{ACUTE ACCENT}": "'",
}
# Message, hint, and what to write in the character's place where that is certain.
CHARACTERS: dict[str, tuple[str, str, str | None]] = {
    "=": ("two values are compared by ==", "write ==", "=="),
    "-": ("there is no `-` in a path", 'write subtract(a, b), or quote the name: "order-id"', None),
    "+": ("there is no `+` in a path", "write add(a, b), or join('', [a, b]) for texts", None),
    "/": ("there is no `/` in a path", "write divide(a, b)", None),
    "%": ("there is no `%` in a path", "write mod(a, b)", None),
    "\N{NO-BREAK SPACE}": (
        "the invisible character U+00A0 means nothing in a path",
        "write a plain space, or none",
        " ",
    ),
    "?": ("there is no `? :` in a path", "write if_(condition, then, else)", None),
} | {
    quote: (f"`{quote}` is a typographic quote", f"write a straight one: {straight}", straight)
    for quote, straight in TYPOGRAPHIC.items()
}
# Beginnings of other languages: pattern, message, hint, and what to write in its place.
SEQUENCES = (
    (r"\$(?=[.\[])[.]?", "a path does not start with `$.`", "leave `$.` out: {rest}", ""),
    (
        rf"^\$event\.(?=(?:{'|'.join(sorted(EVENT_FIELDS))})\b)",
        "a path starts inside the event, not with `$event`",
        "write {rest}",
        "",
    ),
    (rf"^\$(?=(?:{'|'.join(sorted(EVENT_FIELDS))})\b)", "a path does not start with `$`", "write {rest}", ""),
    (r"^-(?=[A-Za-z_][\w.]*$)", "there is no `-` in a path", "write multiply({rest}, `-1`)", None),
    (r"^%(?=[A-Za-z_][\w.]*$)", "a path does not start with `%`", "leave `%` out: {rest}", ""),
    (r"^%(?=[A-Za-z_][\w.]*%$)", "a path is not written between `%`", "leave both of them out", None),
    (r"\$\{", "a path is not written in ${ }", "leave `${` and `}` out", None),
    (r"\?\.", "there is no `?.` in a path", "write .; what is missing on the way is no mistake", "."),
    (r"\?:", "there is no `?:` in a path", "write ||", "||"),
    (r"\?\?", "there is no `??` in a path", "write ||", "||"),
    (r"(?:(?<=properties)|(?<=context)|(?<=traits))/(?=\w)", "there is no `/` in a path", "write {before}.{rest}", "."),
    (r"(?<=\w)/(?=\w)", "there is no `/` in a path", "write . between names, or divide(a, b)", None),
)
NAME = re.compile(r"[\w$-]+")


def advise_character(text: str, at: int, reason: str) -> ExpressionProblem:
    """The problem with the character at `at`, where no word can begin; `reason` is the lexer's."""
    here = text[at]
    if here in UNCLOSED:
        return _quotes(text, at, unclosed=reason.startswith("Unclosed"))
    for pattern, message, hint, fix in SEQUENCES:
        if found := re.compile(pattern).match(text, at):
            filled = hint.replace("{rest}", text[found.end() :]).replace("{before}", text[:at])
            return ExpressionProblem("E302", message, filled, at, found.end(), fix)
    if here == "$" or here.isalnum() or (here == "-" and re.search(r"\w$", text[:at]) and NAME.match(text, at + 1)):
        return odd_name(text, at)
    if text.startswith("=>", at):
        hint = (
            "one part of every item is properties.products[].sku, some items are properties.products[?quantity > `1`]"
        )
        return ExpressionProblem("E302", "there are no functions of one's own in a path", hint, at, at + 2)
    if here in CHARACTERS:
        message, hint, fix = CHARACTERS[here]
        start = at - 2 if text[:at].endswith("==") else at
        return ExpressionProblem("E302", message, hint, start, at + 1, fix)
    shown = f"`{here}`" if here.isprintable() and not here.isspace() else f"the invisible character U+{ord(here):04X}"
    hint = "remove it, or put the name around it in double quotes"
    return ExpressionProblem("E302", f"{shown} means nothing in a path", hint, at, at + 1)


def odd_name(text: str, at: int) -> ExpressionProblem:
    """The problem of the name around `at`, which needs double quotes.

    >>> odd_name("properties.order-id", 16).fix
    '"order-id"'
    """
    start = end = at
    while start and NAME.match(text[start - 1]):
        start -= 1
    while end < len(text) and NAME.match(text[end]):
        end += 1
    name, path = text[start:end], re.search(r"[\w.]*$", text[:start])
    function = name.replace("-", "").lower()
    if text.startswith("(", end) and function in all_functions():
        return ExpressionProblem(
            "E302", f"`{name}` is not the name of a function", f"write {function}(…)", start, end, function
        )
    hint = f'write {path[0] if path else ""}"{name}"'
    return ExpressionProblem("E302", f"the name `{name}` needs double quotes", hint, start, end, f'"{name}"')


def _quotes(text: str, at: int, *, unclosed: bool) -> ExpressionProblem:
    mark = text[at]
    if unclosed:
        return ExpressionProblem("E302", f"{UNCLOSED[mark]} is not closed", f"write {mark} at its end", at, len(text))
    hint = r"write \\ for a backslash, \n for a line end"
    return ExpressionProblem("E302", "this name is not written as JSON writes text", hint, at, len(text))
