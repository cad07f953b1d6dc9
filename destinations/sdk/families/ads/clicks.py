"""Clicks on ads and the browsers that made them, as the tools' own tags write them. None of it is ever hashed."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.people.hashes import text_of
from destinations.sdk.fields.people.ids import check_placeholder
from destinations.sdk.fields.roles import Personal
from destinations.sdk.refusal import refusal, shown

# No tool's ids hold space, quotes, or what would end a parameter of a URL.
CLICK = re.compile(r"[^\s&?#\"'<>]{1,1000}")


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
        raise refusal(f"{shown(value)} is no id of a click or browser; map the parameter or cookie alone")
    return text


ClickId = Annotated[str | None, BeforeValidator(read_click), Personal("click id", sent="plain")]
BrowserId = Annotated[str | None, BeforeValidator(read_click), Personal("browser's id", sent="plain")]
