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
