"""Rows into requests to /import, and its answer into outcomes."""

from collections.abc import Sequence
from typing import Any

from destinations.mixpanel.events import Alias, alias_row
from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import Limits, Outcome, Payload, Request, Response, Rows
from destinations.sdk.families.events import judge_rows

MOST_ROWS = 2000
# vendor: /reference/import-events, "Request format"; of the two sizes it has stated, the smaller one.
IMPORT_LIMITS = Limits(items=MOST_ROWS, bytes=2_000_000)
PARTLY_FAILED = 400


def import_rows(rows: Rows, settings: MixpanelSettings) -> list[Request]:
    """As many requests as the rows take."""
    return [
        Request.post(settings.import_url, json=rows[start : start + MOST_ROWS], basic=settings.credentials)
        for start in range(0, len(rows), MOST_ROWS)
    ]


def build_aliases(payloads: Sequence[Alias], settings: MixpanelSettings) -> Request:
    """One request; no row without the token, which stands in the middle of it."""
    rows = [alias_row(one, settings.token) for one in payloads]
    return Request.post(settings.import_url, json=rows, basic=settings.credentials)


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
