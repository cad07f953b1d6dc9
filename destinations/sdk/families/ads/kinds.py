"""The action types of advertising tools: the steps to an order that all of them support."""

from destinations.sdk.destination import NO_LIMITS, ActionType, Build, Judge, Limits, RequestOf, not_given
from destinations.sdk.families.ads.conversion import Conversion
from destinations.sdk.outcome import Success
from destinations.sdk.rows.rows import ToRow

HELP = {
    "purchase": "An order was completed.",
    "track": "Any Track event.",
    "page_view": "A page was seen.",
    "view_content": "A product was looked at.",
    "view_category": "A list of products was looked at.",
    "search": "Somebody searched.",
    "add_to_cart": "A product went into the cart.",
    "add_to_wishlist": "A product went on the wish list.",
    "initiate_checkout": "A checkout was begun.",
    "add_payment_info": "Payment details were entered.",
    "complete_registration": "Somebody signed up.",
}


def conversion_types(
    payload: type[Conversion],
    build: Build = not_given,
    limits: Limits = NO_LIMITS,
    judge: Judge | None = None,
    *,
    rows: ToRow | None = None,
    request: RequestOf | None = None,
    **others: type[Conversion],
) -> tuple[ActionType, ...]:
    """The action types, all with that payload but for those in `others`, by name.

    They differ in their defaults, which set `event_name`, and not in what is sent.
    """
    return tuple(
        ActionType(
            name,
            others.get(name, payload),
            build,
            help_,
            limits,
            rows=rows,
            request=request,
            judge=judge,
            about="order" if name == "purchase" else None,
            success=Success.VERDICT,
        )
        for name, help_ in HELP.items()
    )
