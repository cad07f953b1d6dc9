"""The types of events, what one can have at its top level, and the names of its events, by the public event spec."""

from functools import lru_cache
from typing import Final

EVENT_TYPES: Final = ("track", "identify", "page", "screen", "group", "alias")

# The fields that hold a text, so that nothing is inside them.
TEXT_FIELDS: Final = frozenset(
    {
        "anonymousId",
        "category",
        "channel",
        "event",
        "groupId",
        "messageId",
        "name",
        "originalTimestamp",
        "previousId",
        "receivedAt",
        "sentAt",
        "timestamp",
        "type",
        "userId",
        "writeKey",
    }
)

EVENT_FIELDS: Final = frozenset(
    {
        "_metadata",
        "anonymousId",
        "category",
        "channel",
        "context",
        "event",
        "groupId",
        "integrations",
        "messageId",
        "name",
        "originalTimestamp",
        "previousId",
        "projectId",
        "properties",
        "receivedAt",
        "sentAt",
        "timestamp",
        "traits",
        "type",
        "userId",
        "version",
        "writeKey",
    }
)

# What the spec says is in these places (Segment spec, common fields: context; ecommerce events: properties). Events
# may hold something else there: it is what is expected of them, not what is asked.
CONTEXT_TEXTS: Final = (
    *(("ip",), ("locale",), ("timezone",), ("userAgent",)),
    *(("page", name) for name in ("path", "referrer", "search", "title", "url")),
    *(("library", name) for name in ("name", "version")),
    *(("campaign", name) for name in ("content", "medium", "name", "source", "term")),
)
OBJECTS: Final = frozenset({"context", "integrations", "properties", "traits"})
AMOUNTS: Final = frozenset(
    {"discount", "position", "price", "quantity", "revenue", "shipping", "subtotal", "tax", "total", "value"}
)
# What the spec says that a person, an order or a product, and the context may have, beside what senders add.
TRAIT_NAMES: Final = frozenset(
    (
        *("address", "age", "avatar", "birthday", "company", "createdAt", "description", "email", "employees"),
        *("firstName", "gender", "id", "industry", "lastName", "name", "phone", "plan", "title", "username", "website"),
    )
)
PROPERTY_NAMES: Final = frozenset(
    (
        *("affiliation", "brand", "cart_id", "category", "checkout_id", "coupon", "currency", "discount", "image_url"),
        *("name", "order_id", "position", "price", "product_id", "products", "quantity", "query", "revenue"),
        *("shipping", "sku", "subtotal", "tax", "total", "url", "value", "variant"),
    )
)
CONTEXT_NAMES: Final = frozenset(
    (
        *("active", "app", "campaign", "channel", "device", "groupId", "ip", "library", "locale", "location"),
        *("network", "os", "page", "referrer", "screen", "timezone", "traits", "userAgent", "userAgentData"),
    )
)

# Names of events that the spec gives a meaning to: ecommerce in its two versions, accounts, apps.
EVENT_NAMES: Final = (
    *("Products Searched", "Product List Viewed", "Product List Filtered", "Promotion Viewed", "Promotion Clicked"),
    *("Product Clicked", "Product Viewed", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started"),
    *("Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered", "Order Updated", "Order Completed"),
    *("Order Refunded", "Order Cancelled", "Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed"),
    *("Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart"),
    *("Product Shared", "Cart Shared", "Product Reviewed"),
    *("Viewed Product Category", "Viewed Product", "Clicked Product", "Added Product", "Removed Product"),
    *("Started Order", "Updated Order", "Completed Order", "Refunded Order", "Cancelled Order"),
    *("Viewed Checkout Step", "Completed Checkout Step", "Viewed Promotion", "Clicked Promotion"),
    *("Account Created", "Account Deleted", "Account Added User", "Account Removed User", "Signed Up", "Signed In"),
    *("Signed Out", "Trial Started", "Trial Ended", "Lead Generated"),
    *("Application Installed", "Application Opened", "Application Updated", "Application Backgrounded"),
    *("Application Foregrounded", "Application Crashed", "Application Uninstalled"),
)
# Names come from outside: a client that numbers its events must not fill the memory.
MOST_SPELLINGS, LONGEST_SPELLING = 4096, 256
PLAIN: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", " _-")


def plain_spelling(name: str) -> str:
    """What the spellings of one name have in common: the letters A to Z in any case, spaces, `_` and `-` do not count.

    >>> {plain_spelling(name) for name in ("Order Completed", "order_completed", "ORDER-COMPLETED", "orderCompleted")}
    {'ordercompleted'}
    """
    return _known_spelling(name) if len(name) <= LONGEST_SPELLING else name.translate(PLAIN)


@lru_cache(MOST_SPELLINGS)
def _known_spelling(name: str) -> str:
    return name.translate(PLAIN)


EVENT_NAMES_BY_SPELLING: Final = {plain_spelling(name): name for name in EVENT_NAMES}
