"""What GA4 takes as names and values; it answers 2xx to anything, so it is checked here.

Sources: Measurement Protocol reference and "Send events", section "Limitations"; support.google.com answers
9267744 (collection limits) and 13316687 (naming rules).
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from destinations.ga4.personal import not_personal, why_no_parameters, why_personal
from destinations.sdk import refusal, shown
from destinations.sdk.fields.copied import check_parts, surplus
from destinations.sdk.fields.money.amounts import read_amount
from destinations.sdk.fields.remembered import remembered

MOST_PARAMS = 25
MOST_USER_PROPERTIES = 25
LONGEST_NAME = 40
LONGEST_VALUE = 100
LONGEST_PAGE_VALUE = {"page_title": 300, "page_referrer": 420, "page_location": 1000}
# Addresses of pages: of these, a parameter that identifies a person is left out.
PAGES = frozenset({"page_referrer", "page_location"})
WEB = ("https://", "http://")
LONGEST_USER_NAME = 24
LONGEST_USER_VALUE = 36

NAME = re.compile(r"[^\W\d_]\w*")
ONE_WORD = re.compile(r"[A-Z][a-z0-9]*")
NOT_IN_NAMES = re.compile(r"\W+")
RESERVED_PREFIXES = ("_", "firebase_", "ga_", "google_", "gtag.")
RESERVED_EVENTS = frozenset(
    {
        *("ad_activeview", "ad_click", "ad_exposure", "ad_query", "ad_reward", "adunit_exposure"),
        *(
            "app_background",
            "app_clear_data",
            "app_exception",
            "app_install",
            "app_remove",
            "app_store_refund",
        ),
        *("app_store_subscription_cancel", "app_store_subscription_convert", "app_store_subscription_renew"),
        *("app_update", "app_upgrade", "dynamic_link_app_open", "dynamic_link_app_update"),
        *("dynamic_link_first_open", "error", "first_open", "first_visit", "in_app_purchase"),
        *("notification_dismiss", "notification_foreground", "notification_open", "notification_receive"),
        *("notification_send", "os_update", "session_start", "session_start_with_rollout", "user_engagement"),
    }
)
RESERVED_USER_PROPERTIES = frozenset(
    {"first_open_after_install", "first_open_time", "first_visit_time", "last_deep_link_referrer", "user_id"}
)

Scalar = str | int | float | Decimal


def event_name(name: str) -> str:
    """The event's name as GA4 takes it: words are put in snake case, one too; other names are left alone.

    >>> event_name("Button Clicked"), event_name("Used"), event_name("sign_up"), event_name("SignedUp")
    ('button_clicked', 'used', 'sign_up', 'SignedUp')
    """
    fitted = name.lower() if ONE_WORD.fullmatch(name) else snake(name)
    why = why_no_name(name, fitted, LONGEST_NAME)
    if why:
        raise refusal(f"{shown(name)} {why}; set another name")
    if fitted in RESERVED_EVENTS:
        raise refusal(f"GA4 keeps the event name {fitted} to itself; set another name")
    return fitted


@remembered
def snake(name: str) -> str:
    """The name if GA4 takes its letters, else in snake case.

    >>> snake("List Name"), snake("listName")
    ('list_name', 'listName')
    """
    return name if NAME.fullmatch(name) else NOT_IN_NAMES.sub("_", name.strip()).strip("_").lower()


@remembered
def why_no_name(name: str, fitted: str, longest: int) -> str | None:
    """What GA4 has against a name, written `fitted`; None if it takes it."""
    # Both, as what is put in snake case may begin with what the name itself did not: "GA: login".
    begins = (name.lower(), fitted.lower())
    prefix = next((one for one in RESERVED_PREFIXES if any(text.startswith(one) for text in begins)), None)
    if prefix:
        return f"begins with {prefix}, which GA4 keeps to itself"
    if not NAME.fullmatch(fitted):
        return "is not a name for GA4, which takes letters, digits and _, a letter first"
    return f"has {len(fitted)} characters, and GA4 takes {longest}" if len(fitted) > longest else None


def fit_params(params: Mapping[str, Any]) -> dict[str, Scalar]:
    """The parameters with fitting names and flat values; nulls are left out. Those that do not fit are unusable."""
    fitted, bad = fit(params, LONGEST_NAME, why_no_param)
    check_parts(bad)
    return fitted


def fit_user_properties(properties: Mapping[str, Any]) -> dict[str, Scalar]:
    """The user's properties with fitting names and flat, short values; nulls are left out.

    Those that do not fit are unusable. Of more than GA4 takes the last ones stay, as a mapping's own stand behind
    what it copies.
    """
    fitted, bad = fit(properties, LONGEST_USER_NAME, why_no_user_property)
    given = {name: value for name, value in properties.items() if value is not None}
    check_parts(bad or surplus(given, MOST_USER_PROPERTIES, f"is one too many: GA4 takes {MOST_USER_PROPERTIES}"))
    return fitted


def fit(
    values: Mapping[str, Any], longest_name: int, why_no_value: Callable[[str, Any], str | None]
) -> tuple[dict[str, Scalar], dict[tuple[str | int, ...], str]]:
    """The values as GA4 takes them, by fitting name, and what it has against the others, by their own."""
    fitted: dict[str, Scalar] = {}
    bad: dict[tuple[str | int, ...], str] = {}
    for name, value in values.items():
        if value is None:
            continue
        own = snake(name)
        if isinstance(value, str) and value.startswith(WEB) and (parts := why_no_parameters(value)):
            bad |= {(name, parameter): reason for parameter, reason in parts.items()}
            continue
        why = why_no_name(name, own, longest_name) or why_no_value(own, value)
        if own in fitted:
            why = f"would be named {own} as another one is"
        if why:
            bad[(name,)] = why
        else:
            fitted[own] = flat(value)
    return fitted, bad


def why_no_param(name: str, value: Any) -> str | None:
    """What GA4 has against the value of a parameter; None if it takes it. `value` is an amount there."""
    if name == "value" and not _is_amount(value):
        return f"is {shown(value)}, and GA4 takes an amount there"
    return why_no_value(value, LONGEST_PAGE_VALUE.get(name, LONGEST_VALUE)) or why_personal(name, value)


def why_no_user_property(name: str, value: Any) -> str | None:
    """What GA4 has against a property of the user; None if it takes it."""
    if name in RESERVED_USER_PROPERTIES:
        return "is a name that GA4 keeps to itself"
    return why_no_value(value, LONGEST_USER_VALUE) or why_personal(name, value)


def why_no_value(value: Any, longest: int) -> str | None:
    """What GA4 has against a value: it takes numbers and texts that are short enough."""
    if not isinstance(value, str | int | float | Decimal):
        return f"is {shown(value)}, and GA4 takes texts and numbers"
    if isinstance(value, str) and len(value) > longest:
        return f"has {len(value)} characters, and GA4 takes {longest}"
    return None


def flat(value: Any) -> Any:
    """The value; true and false become texts.

    >>> flat(True), flat(1)
    ('true', 1)
    """
    return ("true" if value else "false") if isinstance(value, bool) else value


def fit_page_text(name: str) -> Callable[[str], str]:
    """A validator of a text about the page, which GA4 takes up to a length of its own."""

    def checked(text: str) -> str:
        most = LONGEST_PAGE_VALUE[name]
        if name in PAGES:
            check_parts({(parameter,): why for parameter, why in why_no_parameters(text).items()})
        if len(text) > most:
            raise refusal(f"{shown(text)} has {len(text)} characters, and GA4 takes {most}; shorten it by substring()")
        return not_personal(text)

    return checked


def _is_amount(value: Any) -> bool:
    try:
        read_amount(value)
    except PydanticCustomError:
        return False
    return True
