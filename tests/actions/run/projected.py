"""An event as a line, and what the functions for projected events make of such lines."""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from actions import Context, Project
from actions.run.ndjson.lines import write_projected

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))


EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30.250Z",
}


ONE = """\
- name: One
  do: send
  inherit: false
  when: event = "Order Completed" and properties.plan = "pro"
  map: {data.user: userId, data.total: properties.total, data.page: context.page.url, data.at: timestamp}
"""


def line_of(extra: bytes = b"", **fields: Any) -> bytes:
    """The line of the event, with more JSON at its end."""
    whole = EVENT | {"properties": {"plan": "pro", "total": 5}} | fields
    return json.dumps(whole).encode()[:-1] + (b"," + extra if extra else b"") + b"}\n"


def written(project: Project, data: bytes, *, strict: bool = False) -> bytes:
    return b"".join(project.process_lines(data, NOW, strict=strict))


def odd_of(project: Project, data: bytes) -> bytes | None:
    """What is left to the other ways."""
    return write_projected(BytesIO(data), project.plan, NOW, bytearray(), 60_000)[0] or None
