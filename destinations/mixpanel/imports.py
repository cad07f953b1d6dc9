"""Rows into requests to /import, and its answer into outcomes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import Limits, Outcome, Payload, Request, Response
from destinations.sdk.families.events import judge_rows, rows_of_all

MOST_ROWS = 2000
# vendor: /reference/import-events, "Request format"; of the two sizes it has stated, the smaller one.
IMPORT_LIMITS = Limits(items=MOST_ROWS, bytes=2_000_000)
PARTLY_FAILED = 400

Rows = Callable[[Any, str], Iterator[dict[str, Any]]]


def importing(rows_of: Rows) -> Callable[[Sequence[Payload], MixpanelSettings], list[Request]]:
    """A `build` that imports the rows of each payload, in order, in as many requests as it takes."""

    def build(payloads: Sequence[Payload], settings: MixpanelSettings) -> list[Request]:
        rows, items = rows_of_all(payloads, lambda payload: rows_of(payload, settings.token))
        return [
            Request.post(
                settings.import_url,
                json=rows[start : start + MOST_ROWS],
                items=items[start : start + MOST_ROWS],
                basic=settings.credentials,
            )
            for start in range(0, len(rows), MOST_ROWS)
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
    if not isinstance(failed, list) or not all(isinstance(record, dict) for record in failed):
        return []
    return judge_rows(response, payloads, {record.get("index"): _reason(record) for record in failed})


def _reason(record: dict[str, Any]) -> str:
    return f"Mixpanel refused {record.get('field') or 'a row'}: {record.get('message') or 'no reason given'}"
