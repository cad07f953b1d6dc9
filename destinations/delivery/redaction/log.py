"""What goes to Python's logging, under the name `destinations.delivery`: no payload, no answer, no secret.

A tool's answer may repeat what it was sent, so its text is not logged either: `actions status` and `actions dead` show
it to those who may see it. What a line is about is in its attributes, such as `instance` and `delivery_ids`.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

LOGGER = logging.getLogger("destinations.delivery")
# Without a handler of the application's, nothing is printed.
LOGGER.addHandler(logging.NullHandler())
FACTS = ("instance", "action_type", "status", "delivery_ids", "number", "attempts", "waiting", "in_flight")


def log_about(level: int, instance: str, message: str, **facts: Any) -> None:
    """Log a message about an instance; `facts` are attributes of the record, named in `FACTS`."""
    LOGGER.log(level, "%s: %s", instance, message, extra={"instance": instance, **facts})


class JsonLines(logging.Formatter):
    """A line of JSON for each record: time, level, message, and the facts.

    >>> facts = {"msg": "shop: paused", "levelname": "WARNING", "created": 0, "instance": "shop"}
    >>> JsonLines().format(logging.makeLogRecord(facts))
    '{"time": "1970-01-01T00:00:00.000+00:00", "level": "WARNING", "message": "shop: paused", "instance": "shop"}'
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = {name: getattr(record, name) for name in FACTS if getattr(record, name, None) is not None}
        entry = {"time": at, "level": record.levelname, "message": record.getMessage(), **facts}
        if record.exc_info and record.exc_info[0]:
            # Its text may hold anything.
            entry["exception"] = record.exc_info[0].__name__
        return json.dumps(entry)
