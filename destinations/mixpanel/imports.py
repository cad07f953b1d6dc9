"""Rows into requests to /import, and its answer into outcomes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import Limits, Outcome, Payload, Rejected, Request, Response, Sent

MOST_ROWS = 2000
# vendor: /reference/import-events, "Request format"; of the two sizes it has stated, the smaller one.
IMPORT_LIMITS = Limits(items=MOST_ROWS, bytes=2_000_000)
PARTLY_FAILED = 400

Rows = Callable[[Any, str], Iterator[dict[str, Any]]]


def importing(rows_of: Rows) -> Callable[[Sequence[Payload], MixpanelSettings], list[Request]]:
    """A `build` that imports the rows of each payload, in order, in as many requests as it takes."""

    def build(payloads: Sequence[Payload], settings: MixpanelSettings) -> list[Request]:
        rows = [
            (row, position) for position, payload in enumerate(payloads) for row in rows_of(payload, settings.token)
        ]
        return [
            Request.post(
                settings.import_url,
                json=[row for row, _ in part],
                items=[position for _, position in part],
                basic=settings.credentials,
            )
            for part in (rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS))
        ]

    return build


def judge_import(response: Response, payloads: Sequence[Payload]) -> list[Outcome]:
    """Rejected for the payloads whose rows are in `failed_records`, Sent for the others.

    Nothing for answers of other kinds: the status table reads those.

    In strict mode a 400 is a partial success: the rows that are not named have been stored and must not be
    sent again (vendor: /troubleshooting/errors/400-bad-request).
    """
    if response.status != PARTLY_FAILED:
        return []
    body = response.json()
    failed = body.get("failed_records") if isinstance(body, dict) else None
    if not isinstance(failed, list) or not failed:
        return []
    outcomes: list[Outcome] = [Sent()] * len(payloads)
    for record in failed:
        index = record.get("index") if isinstance(record, dict) else None
        if not isinstance(index, int) or not 0 <= index < len(response.request.items):
            return []
        outcomes[response.request.items[index]] = Rejected(_reason(record))
    return outcomes


def _reason(record: dict[str, Any]) -> str:
    return f"Mixpanel refused {record.get('field') or 'a row'}: {record.get('message') or 'no reason given'}"
