"""The names an event can have at its top level, by the public event spec."""

from typing import Final

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
