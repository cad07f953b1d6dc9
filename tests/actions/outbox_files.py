"""What stands in the outbox of a project after a run."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from destinations.delivery.outbox.file.bundles import take_new
from destinations.delivery.outbox.file.places import Taken
from destinations.delivery.outbox.outbox import Outbox

# The columns of a letter that tests look at.
LETTER = ("instance", "action", "mapping", "cause", "reason", "message_id", "event", "payload", "tries", "status")


def outbox_rows(folder: Path, query: str) -> list[Any]:
    """What a query finds in the project's outbox, which nobody has open."""
    with closing(sqlite3.connect(folder / ".actions" / "outbox.db")) as connection:
        return connection.execute(query).fetchall()


def letters(folder: Path) -> list[dict[str, Any]]:
    """The dead letters, oldest first; `event` is parsed where it is JSON."""
    found = outbox_rows(folder, f"SELECT {', '.join(LETTER)} FROM letters ORDER BY letter")  # noqa: S608
    return [dict(zip(LETTER, row, strict=True)) | {"event": parsed(row[LETTER.index("event")])} for row in found]


def parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.decode()


def waiting(folder: Path) -> list[str]:
    """The message ids of events of which deliveries wait, in their order."""
    file = Outbox(folder / ".actions" / "outbox.db")
    store = file.open()
    try:
        alone = "SELECT place, message_id FROM waiting JOIN events USING (event)"
        found = [(place, message_id) for place, message_id in store.connection.execute(alone)]
        for lane in store.lanes.values():
            new, _ = take_new(store, lane, 0, 1 << 30, 1 << 40)
            found += [(one.place, json.loads(one.about)["message_id"]) for one in new if isinstance(one, Taken)]
    finally:
        file.close(store)
    return [message_id for _, message_id in sorted(found)]
