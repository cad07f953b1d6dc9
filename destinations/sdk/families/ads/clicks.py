"""Clicks on ads and the browsers that made them, as the tools' own tags write them. None of it is ever hashed."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.people.hashes import text_of
from destinations.sdk.fields.people.ids import check_placeholder
from destinations.sdk.fields.roles import Personal
from destinations.sdk.refusal import refusal, shown

# No tool's ids hold space, quotes, or what would end a parameter of a URL.
CLICK = re.compile(r"[^\s&?#\"'<>]{1,1000}")
# What Meta's cookies hold: fb, the level of the domain, a time, the id, perhaps a fifth part (parameters/fbp-and-fbc).
COOKIES = {
    "_fbc": re.compile(r"fb\.[0-9]\.[0-9]+\.[\w-]+(?:\.[\w-]+)?", re.ASCII),
    "_fbp": re.compile(r"fb\.[0-9]\.[0-9]+\.[0-9]+(?:\.[\w-]+)?", re.ASCII),
}


def read_click(value: Any) -> str | None:
    """The id that a click or a browser has with the tool, letter by letter; None when blank.

    >>> read_click("IwAR1a-b_c"), read_click("")
    ('IwAR1a-b_c', None)
    """
    text = text_of(value)
    if text is None or not text.strip():
        return None
    check_placeholder(text, value)
    if not CLICK.fullmatch(text):
        raise refusal(f"{shown(value)} is not an id of a click or browser; map the parameter or cookie alone")
    return text


def cookie(name: str) -> Callable[[Any], str | None]:
    """A validator of that cookie of Meta's; Meta refuses events with a part of one.

    >>> cookie("_fbc")("fb.1.1697698245670.IwAR1a-b_c")
    'fb.1.1697698245670.IwAR1a-b_c'
    """

    def read(value: Any) -> str | None:
        text = read_click(value)
        if text is not None and not COOKIES[name].fullmatch(text):
            raise refusal(
                f"{shown(value)} is not a complete cookie {name}: fb, a digit, a time and the id, dots between"
            )
        return text

    return read


ClickId = Annotated[str | None, BeforeValidator(read_click), Personal("click id", sent="plain")]
BrowserId = Annotated[str | None, BeforeValidator(read_click), Personal("browser's id", sent="plain")]
MetaClick = Annotated[str | None, BeforeValidator(cookie("_fbc")), Personal("click id", sent="plain")]
MetaBrowser = Annotated[str | None, BeforeValidator(cookie("_fbp")), Personal("browser's id", sent="plain")]
