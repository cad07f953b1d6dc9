"""The types of events and the names that one can have at its top level, by the public event spec."""

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
