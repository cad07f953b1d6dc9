"""Whether a payload's rows are the same where the payload is a record, which the fast path makes in its place."""

from collections.abc import Iterator

from actions.kit.contract.subject import PayloadGroup, Subject, copies, quietly
from destinations.sdk.destination import BuildError
from destinations.sdk.rows.record import record_of


def find_other_rows(subject: Subject) -> list[str]:
    """Action types whose rows are others for a record, or that cannot make rows of one."""
    return [
        finding for group in subject.groups if group.action_type.rows is not None for finding in _differences(group)
    ]


def _differences(group: PayloadGroup) -> Iterator[str]:
    kind, settings = group.action_type, group.settings.shown
    for payload in copies(group.payloads):
        rows = quietly(lambda: kind.write_rows(payload, settings))  # noqa: B023  # called at once
        try:
            others = quietly(lambda: kind.write_rows(record_of(payload), settings))  # noqa: B023  # called before the next turn of the loop
        except BuildError as error:
            yield (
                f"{kind.name}: rows fails where it is given a record: {error}; ask for fields, properties and "
                "given(payload, …) alone, not for what pydantic has"
            )
            continue
        if list(rows) != list(others):
            yield f"{kind.name}: rows gives {_shown(rows)} of a payload, and {_shown(others)} of its record"


def _shown(rows: object) -> str:
    return b", ".join(rows).decode()[:200] if isinstance(rows, tuple | list) else str(rows)
