"""What a value breaks of the rules of its field, in words for those who write mapping files."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, get_args

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from mappings.findings.suggest import candidates, either

Words = tuple[str, str | None]
Explain = Callable[[ErrorDetails, str], Words]
# What pydantic calls a kind of value, by the start of its error's type.
WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_type": "a text",
        "string_sub_type": "a text",
        "dict_type": "an object",
        "mapping_type": "an object",
        "model_type": "an object",
        "model_attributes_type": "an object",
        "list_type": "a list",
        "tuple_type": "a list",
        "set_type": "a list",
        "int_": "a whole number",
        "float_": "a number",
        "decimal_": "a number",
        "finite_number": "a number",
        "bool_": "true or false",
        "datetime_": "a time",
        "date_": "a date",
        "url_": "a web address",
    }
)
# The errors whose words are the library's, and not a destination's.
LIBRARY_ERRORS: Final = frozenset(get_args(ErrorType))
# Shorter words are the beginning of too many others.
SHORTEST = 3


def constraint_words(error: ErrorDetails, seen: str) -> Words:
    """What is wrong with the value, which is called `seen`, and what to write instead where that is known.

    >>> constraint_words({"type": "greater_than", "loc": (), "msg": "", "input": 0, "ctx": {"gt": 0}}, "0")
    ('0 is not above 0', None)
    """
    explain = EXPLANATIONS.get(error["type"])
    if explain is not None:
        return explain(error, seen)
    if error["type"] not in LIBRARY_ERRORS:
        return f"{error['msg'][:1].lower()}{error['msg'][1:]}", None  # A destination's own words.
    wanted = next((words for kind, words in WANTED.items() if error["type"].startswith(kind)), None)
    return f"{seen} is not {wanted}" if wanted else f"cannot be {seen}", None


def choices_of(expected: str) -> list[str]:
    """The words of a list of choices as pydantic prints it.

    >>> choices_of("'email' or 'sms'")
    ['email', 'sms']
    """
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def choice_meant(word: str, choices: list[str]) -> list[str]:
    """The choices that `word` may mean: misspelt, or cut short; none of them where it is far from all.

    >>> choice_meant("web", ["website", "app"]), choice_meant("mail", ["email", "sms"])
    (['website'], ['email'])
    """
    found = candidates(word, choices)
    folded = word.casefold()
    if found or len(word) < SHORTEST:
        return found
    return [one for one in choices if one.casefold().startswith(folded) or folded.startswith(one.casefold())]


def _choice(error: ErrorDetails, seen: str) -> Words:
    value, choices = error["input"], choices_of(error["ctx"]["expected"])
    near = choice_meant(value, choices) if isinstance(value, str) else []
    return f"cannot be {seen}", f"did you mean {either(near)}?" if near else f"it is one of {', '.join(choices)}"


def _bound(words: str, key: str) -> Explain:
    return lambda error, seen: (f"{seen} is {words} {error['ctx'][key]}", None)


def _too_short(error: ErrorDetails, seen: str) -> Words:
    if not error["input"]:
        return "is empty", "leave it out, or write the text that is meant"
    return f"has fewer than {error['ctx']['min_length']} characters: {seen}", None


def _too_long(error: ErrorDetails, seen: str) -> Words:
    return f"has more than {error['ctx']['max_length']} characters: {seen}", None


def _pattern(error: ErrorDetails, seen: str) -> Words:
    return f"has another form than {seen}", f"its form is, as a regular expression, {error['ctx']['pattern']}"


def _too_few(error: ErrorDetails, _seen: str) -> Words:
    return ("has fewer than {} items".format(error["ctx"]["min_length"]) if error["input"] else "is empty"), None


def _too_many(error: ErrorDetails, _seen: str) -> Words:
    return f"has more than {error['ctx']['max_length']} items", None


EXPLANATIONS: Final[Mapping[str, Explain]] = MappingProxyType(
    {
        "literal_error": _choice,
        "enum": _choice,
        "greater_than": _bound("not above", "gt"),
        "greater_than_equal": _bound("below", "ge"),
        "less_than": _bound("not below", "lt"),
        "less_than_equal": _bound("above", "le"),
        "multiple_of": _bound("no multiple of", "multiple_of"),
        "string_too_short": _too_short,
        "string_too_long": _too_long,
        "string_pattern_mismatch": _pattern,
        "too_short": _too_few,
        "too_long": _too_many,
    }
)
