"""Functions of texts."""

import json
import re
from typing import Any

from mappings.budget import Budget, measure
from mappings.event_fields import EVENT_NAMES_BY_SPELLING, plain_spelling
from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Function, Refusal, declare

# From here on programs write numbers with an exponent.
LEAST_WITH_EXPONENT = 1e16
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
WORD_START = re.compile(r"(?<![^\W_])(?<!['’])[^\W\d_]")  # noqa: RUF001  # the typographic apostrophe is meant


def trim(text: str, characters: str | None = None) -> str:
    return text.strip(characters)


def as_text(value: Any) -> str | None:
    """The text of a text, a number or a boolean; None for what is not a single value."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < LEAST_WITH_EXPONENT:
        return str(int(value))
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def replace(text: str, old: str, new: str) -> str:
    return text.replace(old, new)


def split(text: str, separator: str) -> list[str]:
    if not separator:
        raise EvaluationError("the separator is empty", "give the text to split at, such as ','")
    return text.split(separator)


def substring(text: str, start: float, end: float | None = None) -> str:
    return text[int(start) : None if end is None else int(end)]


def title(text: str) -> str:
    return WORD_START.sub(lambda match: match[0].title(), text.lower())


def spec_name(name: str) -> str:
    return EVENT_NAMES_BY_SPELLING.get(plain_spelling(name), name)


def escape_html(value: Any) -> Any:
    """The text with entities for `& < >`; so are the texts inside a list or an object, names included."""
    if isinstance(value, str):
        return value.translate(ENTITIES)
    if isinstance(value, list):
        return [escape_html(one) for one in value]
    return {escape_html(name): escape_html(one) for name, one in value.items()} if isinstance(value, dict) else value


def _charge_escape(budget: Budget, value: Any) -> None:
    measure(value, budget)
    if isinstance(value, str):
        # No entity is longer than `&amp;`.
        budget.spend(1, len(value) + 4 * sum(value.count(sign) for sign in "&<>"))


def _charge_replace(budget: Budget, text: str, old: str, new: str) -> None:
    if not old:
        raise EvaluationError("the text to replace is empty", "give the text to look for as the 2nd argument")
    budget.spend(1, len(text) + text.count(old) * max(0, len(new) - len(old)))


TEXT: tuple[Function, ...] = (
    declare(
        "lower(text: text) -> text",
        "The text in lower case.",
        str.lower,
        Example("lower(@)", "ÄB", "äb"),
        Example("lower(@)", None, None),
        Refusal("lower(@)", 5, "lower() takes a text as its 1st argument, not 5"),
        Refusal("lower(@)", ["A"], "not a list"),
    ),
    declare(
        "upper(text: text) -> text",
        "The text in capital letters.",
        str.upper,
        Example("upper(@)", "usd", "USD"),
        Refusal("upper(@)", True, "upper() takes a text as its 1st argument, not true"),
    ),
    declare(
        "trim(text: text, characters?: text) -> text",
        "The text without space (or those characters) at its ends.",
        trim,
        Example("trim(@)", "  a b\n", "a b"),
        Example("trim(@, '#')", "##7#", "7"),
        Refusal("trim(@)", {}, "trim() takes a text as its 1st argument, not an object"),
    ),
    declare(
        "as_text(value: any) -> text",
        "The text of a text, a number or a boolean; null for a list and an object. (`to_string` writes those as JSON.)",
        as_text,
        Example("as_text(@)", 19.5, "19.5"),
        Example("as_text(@)", 3.0, "3"),
        Example("as_text(@)", True, "true"),
        Example("as_text(@)", "a", "a"),
        Example("as_text(@)", ["a"], None),
        Example("as_text(@)", None, None),
    ),
    declare(
        "replace(text: text, old: text, new: text) -> text",
        "The text with every `old` replaced by `new`; both as they are, without patterns.",
        replace,
        Example("replace(@, '-', ' ')", "a-b-c", "a b c"),
        Example("replace(@, '.', '')", "1.2", "12"),
        Refusal("replace(@, '', 'x')", "abc", "the text to replace is empty"),
        Refusal("replace(@, 'a', `1`)", "abc", "replace() takes a text as its 3rd argument, not 1"),
        charge=_charge_replace,
    ),
    declare(
        "escape_html(value: any) -> any",
        "The text with entities for & < >, as HTML and Slack want it; so are the texts in a list or an object.",
        escape_html,
        Example("escape_html(@)", "<!channel> & co", "&lt;!channel&gt; &amp; co"),
        Example("escape_html(@)", {"a<b": ["<", 1, None]}, {"a&lt;b": ["&lt;", 1, None]}),
        Example("escape_html(@)", 5, 5),
        charge=_charge_escape,
    ),
    declare(
        "split(text: text, separator: text) -> list",
        "The pieces of the text between the separators.",
        split,
        Example("split(@, ',')", "a,b,,c", ["a", "b", "", "c"]),
        Example("split(@, ',')", "", [""]),
        Refusal("split(@, '')", "abc", "split(): the separator is empty"),
    ),
    declare(
        "substring(text: text, start: integer, end?: integer) -> text",
        "The characters from `start` to before `end`: 0 is the first, negative ones count from the end.",
        substring,
        Example("substring(@, `0`, `3`)", "abcdef", "abc"),
        Example("substring(@, `-2`)", "abcdef", "ef"),
        Example("substring(@, `4`, `99`)", "abcdef", "ef"),
        Refusal("substring(@, '1')", "abc", 'takes a whole number as its 2nd argument, not "1"'),
        Refusal("substring(@, `1.5`)", "abc", "takes a whole number as its 2nd argument, not 1.5"),
    ),
    declare(
        "title(text: text) -> text",
        "The text with a capital at the start of every word, and lower case after it.",
        title,
        Example("title(@)", "it's a NEW day", "It's A New Day"),
        Example("title(@)", "order_completed 2nd", "Order_Completed 2nd"),
        Refusal("title(@)", 1, "title() takes a text as its 1st argument, not 1"),
    ),
    declare(
        "spec_name(name: text) -> text",
        "The name of an event as the spec writes it; case, spaces, _ and - do not count. Other names stay as they are.",
        spec_name,
        Example("spec_name(event)", {"event": "order_completed"}, "Order Completed"),
        Example("spec_name(event)", {"event": "PRODUCT ADDED"}, "Product Added"),
        Example("spec_name(event)", {"event": "Newsletter opened"}, "Newsletter opened"),
        builds_nothing=True,
    ),
)
