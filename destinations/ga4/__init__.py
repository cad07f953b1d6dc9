"""Google Analytics 4 through the Measurement Protocol, for web and app streams.

The vendor answers 2xx to anything, so names, lengths and counts are checked here before anything is sent. That
the answer has no body (204) is seen and not promised by its pages: any but a page of HTML counts.

- `settings.py`: the stream
- `names.py`: what GA4 takes as names and values
- `people.py`: consent, and data matched by hash
- `personal.py`: what may not go in clear
- `places.py`: place and device
- `payloads.py`: the payloads

A value that holds an e-mail address is left out, and so is what is a phone number, a name, a street or a birthday by
its own name (`first_name`, `customer.name`), as Google's terms allow none of it in clear: `map: {user_data.email:
context.traits.email}` sends its hash. Of a page's address only the parameter goes (`?first_name=Ada`, `?name=Ada`), and
all else stays.

Of Google's names of consent the protocol has a field for `ad_user_data` and `ad_personalization` alone; `ad_storage`,
`analytics_storage` and the like say what a tag may keep in the browser. Where a denied `ad_storage` is all that is
known, `ad_user_data` is denied.

`event` copies the properties of an event among its parameters, a `total` with its `currency`, and products as items. A
`price` among them is a number like any other: "If you set value then currency is required for revenue metrics to be
computed accurately" (reference/events), and item revenue is made of the items' `price` and the event's `currency`
(support.google.com/analytics/answer/13800978): where a price is given without a currency, none is made up for it.

Source: developers.google.com/analytics/devguides/collection/protocol/ga4 (reference, sending-events);
support.google.com/analytics/answer/6366371 (personal data), read in November 2026. Not confirmed by them: what Google
makes of `ip_override` beside the session of a tag.
"""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

from destinations.ga4 import payloads as models
from destinations.ga4.payloads import (
    Account,
    Event,
    Hit,
    Joining,
    Lead,
    Listing,
    PageView,
    Promotion,
    Refund,
    ScreenView,
    Search,
    Shopping,
    Transaction,
)
from destinations.ga4.places import device_on_the_wire
from destinations.ga4.settings import Ga4Settings
from destinations.sdk import About, ActionType, Destination, Limits, Request, Rows, Success, given, hookimpl, to_json

__all__ = [
    "GA4",
    "Account",
    "Event",
    "Ga4Settings",
    "Hit",
    "Joining",
    "Lead",
    "Listing",
    "PageView",
    "Promotion",
    "Refund",
    "ScreenView",
    "Search",
    "Shopping",
    "Transaction",
    "batch_key",
]

LIMITS = Limits(items=25, bytes=130_000)

# The events of Google's own list; `event` sends one of any other name.
KINDS: tuple[tuple[str, type[Hit], str], ...] = (
    ("purchase", models.Transaction, "An order was completed."),
    ("refund", models.Refund, "An order was refunded, in whole or in part."),
    ("add_to_cart", models.Shopping, "A product went into the cart."),
    ("remove_from_cart", models.Shopping, "A product left the cart."),
    ("view_cart", models.Shopping, "The cart was looked at."),
    ("view_item", models.Shopping, "A product was looked at."),
    ("begin_checkout", models.Shopping, "A checkout was begun."),
    ("add_payment_info", models.Shopping, "Payment details were entered."),
    ("add_to_wishlist", models.Shopping, "A product went on the wish list."),
    ("view_item_list", models.Listing, "A list of products was looked at."),
    ("select_item", models.Listing, "A product was chosen from a list."),
    ("view_promotion", models.Promotion, "A promotion was seen."),
    ("select_promotion", models.Promotion, "A promotion was chosen."),
    ("search", models.Search, "Somebody searched."),
    ("page_view", models.PageView, "A page was seen."),
    ("screen_view", models.ScreenView, "A screen was seen."),
    ("sign_up", models.Account, "Somebody signed up."),
    ("login", models.Account, "Somebody signed in."),
    ("generate_lead", models.Lead, "Somebody left their details."),
    ("join_group", models.Joining, "Somebody joined a group."),
    ("event", models.Event, "An event of any name."),
)
ABOUT: Mapping[str, About] = {"purchase": "order", "refund": "refund"}


def batch_key(hit: Hit) -> Hashable:
    """What a request says once for all its events: only hits that agree on it travel together."""
    ids = (hit.client_id, hit.app_instance_id, hit.user_id, hit.ip, hit.user_agent)
    parts = [given(part) if part else None for part in (hit.consent, hit.user_data, hit.user_location, hit.device)]
    return ids, to_json([hit.user_properties, *parts])


def to_event(kind: str, hit: Any, _: Ga4Settings) -> dict[str, Any]:
    """One member of `events`."""
    event: dict[str, Any] = {"name": hit.name if kind == "event" else kind}
    if hit.timestamp_micros is not None:
        event["timestamp_micros"] = hit.timestamp_micros
    return {**event, "params": hit.all_params()}


def post_events(rows: Rows, settings: Ga4Settings) -> Request:
    """One request with one event per payload, all of one person."""
    return Request.post(settings.url, json={**_envelope(rows.first, settings), "events": rows})


def _envelope(hit: Hit, settings: Ga4Settings) -> dict[str, Any]:
    kind, key = ("a web", "client_id") if settings.measurement_id else ("an app", "app_instance_id")
    person = getattr(hit, key)
    if person is None:
        raise ValueError(f"{kind} stream needs {key}; map it in the action, or in the file's defaults")
    parts = {
        key: person,
        "user_id": hit.user_id,
        "user_properties": {name: {"value": value} for name, value in (hit.user_properties or {}).items()},
        "consent": given(hit.consent) if hit.consent else None,
        "user_data": hit.user_data.on_the_wire() if hit.user_data else None,
        "ip_override": hit.ip,
        "user_location": given(hit.user_location) if hit.user_location else None,
        "device": device_on_the_wire(hit.device, hit.user_agent),
        # Asking for strict checking is how old events are discarded and not moved (sending-events).
        "validation_behavior": "ENFORCE_RECOMMENDATIONS" if settings.late_events == "drop" else None,
    }
    return {name: value for name, value in parts.items() if value}


GA4 = Destination(
    name="ga4",
    title="Google Analytics 4",
    settings=Ga4Settings,
    action_types=tuple(
        ActionType(
            name,
            payload,
            rows=partial(to_event, name),
            request=post_events,
            help=help_,
            limits=LIMITS,
            batch_key=batch_key,
            about=ABOUT.get(name),
            success=Success.NO_PAGE,
        )
        for name, payload, help_ in KINDS
    ),
    help="Web and app analytics, through the Measurement Protocol.",
    nicknames=("ga", "google analytics", "analytics"),
    names=(
        "Google Analytics 4",
        "Google Analytics 4 Cloud",
        "Google Analytic 4",
        "Google Analytics 4 (GA4)",
        "Google Analytics 4 V2",
        "Google Analytics 4 (GA4) V2",
        "GA4_V2",
        "Google Analytics",
    ),
    kind="analytics",
    forbids_people=True,
    without=(
        "Google's terms allow no unhashed names and e-mail addresses; map `user_data` (hashed) and "
        "`user_properties` where they shall go. Pages are `page_view` events, campaigns by the tag's "
        "session, as the protocol has no field for them, nor for the rest."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [GA4]
