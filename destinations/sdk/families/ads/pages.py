"""Pages and texts of conversions: tools that match people take their data as hashes alone, and never in an address."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.addresses import read_page
from destinations.sdk.fields.copied import check_parts
from destinations.sdk.fields.people.clear import has_email, personal_parameters
from destinations.sdk.refusal import refusal

HASHED = "which advertising tools take as a hash alone, in a field of its own"


def read_clean_page(value: Any) -> str | None:
    """The complete URL of a web page; parameters that identify a person are unusable, and so is an e-mail in its path.

    >>> read_clean_page("https://shop.example/thanks?order=7")
    'https://shop.example/thanks?order=7'
    """
    page = read_page(value)
    if page is None:
        return None
    check_parts({(name,): f"is {kind}, {HASHED}" for name, kind in personal_parameters(page).items()})
    return clean_text(page)


def clean_text(text: str) -> str:
    """The text; one with an e-mail address in it is refused.

    >>> clean_text("green tea")
    'green tea'
    """
    if has_email(text):
        raise refusal(f"it holds an e-mail address, {HASHED}; map it without")
    return text


CleanPage = Annotated[str | None, BeforeValidator(read_clean_page)]
