"""What GA4 takes as names and values; it answers 2xx to anything, so it is checked here.

Sources: Measurement Protocol reference and "Send events", section "Limitations"; support.google.com answers
9267744 (collection limits) and 13316687 (naming rules).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from destinations.sdk import refusal, shown

MOST_PARAMS = 25
MOST_USER_PROPERTIES = 25
LONGEST_NAME = 40
LONGEST_VALUE = 100
LONGEST_PAGE_VALUE = {"page_title": 300, "page_referrer": 420, "page_location": 1000}
LONGEST_USER_NAME = 24
LONGEST_USER_VALUE = 36

NAME = re.compile(r"[^\W\d_]\w*")
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
    """The event's name as GA4 takes it: one that it takes is left alone, any other is put in snake case.

    >>> event_name("Button Clicked"), event_name("sign_up"), event_name("SignedUp")
    ('button_clicked', 'sign_up', 'SignedUp')
    """
    fitted = fit_name(name, "an event", LONGEST_NAME)
    if fitted in RESERVED_EVENTS:
        raise refusal(f"GA4 keeps the event name {fitted} to itself; set another name")
    return fitted


def fit_name(name: str, of: str, longest: int) -> str:
    """The name if GA4 takes it, else in snake case; what is reserved or too long is refused.

    >>> fit_name("List Name", "a parameter", 40)
    'list_name'
    """
    fitted = name if NAME.fullmatch(name) else NOT_IN_NAMES.sub("_", name.strip()).strip("_").lower()
    # Both, as what is put in snake case may begin with what the name itself did not: "GA: login".
    begins = (name.lower(), fitted.lower())
    prefix = next((one for one in RESERVED_PREFIXES if any(text.startswith(one) for text in begins)), None)
    if prefix:
        raise refusal(f"the name {shown(name)} begins with {prefix}, which GA4 keeps to itself; rename it")
    if not NAME.fullmatch(fitted):
        raise refusal(f"{shown(name)} is no name for {of}; GA4 takes letters, digits and _, a letter first")
    if len(fitted) > longest:
        raise refusal(f"the name {shown(fitted)} has {len(fitted)} characters; GA4 takes {longest} for {of}")
    return fitted


def fit_params(params: Mapping[str, Any]) -> dict[str, Scalar]:
    """The parameters with fitting names and flat values; nulls are left out."""
    fitted: dict[str, Scalar] = {}
    for name, value in params.items():
        if value is None:
            continue
        own = fit_name(name, "a parameter", LONGEST_NAME)
        if own in fitted:
            raise refusal(f"two parameters would both be named {own}; rename {shown(name)}")
        fitted[own] = fit_value(own, value)
    return fitted


def fit_user_properties(properties: Mapping[str, Any]) -> dict[str, Scalar]:
    """The user's properties with fitting names and flat, short values; nulls are left out."""
    fitted: dict[str, Scalar] = {}
    for name, value in properties.items():
        if value is None:
            continue
        own = fit_name(name, "a user property", LONGEST_USER_NAME)
        if own in RESERVED_USER_PROPERTIES:
            raise refusal(f"GA4 keeps the user property {own} to itself; rename it")
        fitted[own] = fit_value(own, value, LONGEST_USER_VALUE)
    if len(fitted) > MOST_USER_PROPERTIES:
        raise refusal(f"{len(fitted)} user properties; GA4 takes {MOST_USER_PROPERTIES}")
    return fitted


def fit_value(name: str, value: Any, longest: int | None = None) -> Scalar:
    """The value if it is flat and short enough; true and false become texts.

    >>> fit_value("gift", True)
    'true'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    if not isinstance(value, str):
        raise refusal(f"{name} is {shown(value)}, and GA4 takes texts and numbers; map a part of it, or leave it out")
    most = longest or LONGEST_PAGE_VALUE.get(name, LONGEST_VALUE)
    if len(value) > most:
        raise refusal(f"{name} has {len(value)} characters; GA4 takes {most}: {shown(value)}")
    return value
