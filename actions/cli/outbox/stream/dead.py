"""`actions dead … --from STREAM`: the dead letters of a stream."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from actions.cli.formats import console, count
from actions.cli.outbox.stream.lanes import ask
from actions.reading.parse_event import Unreadable, parse_event
from destinations.delivery.outbox.file.search import Wanted

if TYPE_CHECKING:
    from actions.stream import Source
    from actions.stream.control import Control, Numbered


@dataclass(frozen=True, slots=True)
class StreamLetters:
    """The dead letters of the stream at `source`, as far as they are `wanted`."""

    source: str
    wanted: Wanted

    def rows(self) -> list[dict[str, Any]]:
        """All of them as objects for people and machines, from the oldest on."""
        return [row_of(one) for one in ask(self.source, self._find)]

    def drop(self) -> int:
        """How many were deleted."""

        async def do(_: "Source", control: "Control") -> int:
            return await control.drop([one.number for one in await self._find(_, control)])

        return ask(self.source, do)

    def replay(self, *, send: bool) -> None:
        """Have workers try them again, by the mapping of today; without `send`, say how many that would be."""
        tried, left = ask(self.source, self._try_again if send else self._count)
        verb = (
            "handed to workers, which try them again" if send else "would be tried again; --send hands them to workers"
        )
        out = console()
        out.print(f"{count(tried, 'dead letter')} {verb}")
        if left:
            out.print(f"{count(left, 'dead letter')} left: an event that was refused is for no lane; send it anew")

    async def _find(self, _: "Source", control: "Control") -> "list[Numbered]":
        return [one async for one in control.letters(self.wanted.instance) if _is_wanted(one, self.wanted)]

    async def _count(self, source: "Source", control: "Control") -> tuple[int, int]:
        found, lanes = await self._find(source, control), {one.name for one in await control.status()}
        known = sum(one.letter.instance in lanes for one in found)
        return known, len(found) - known

    async def _try_again(self, source: "Source", control: "Control") -> tuple[int, int]:
        from actions.stream import Portion

        lanes, tried, left = {one.name for one in await control.status()}, 0, 0
        for number, letter in await self._find(source, control):
            if letter.instance not in lanes:
                left += 1
                continue
            fresh = msgspec.structs.replace(letter, cause="", tries=0)
            handoff = await source.handoff(letter.instance)
            # First in the one place, then out of the other: twice is less than never.
            await handoff.later(Portion(b"", f"replay/{number}"), [fresh], datetime.now(UTC).timestamp())
            await control.drop([number])
            tried += 1
        return tried, left


def row_of(one: "Numbered") -> dict[str, Any]:
    """A dead letter for people and machines, with the keys of those in an outbox."""
    letter, event = one.letter, parse_event(one.letter.event)
    body = letter.event.decode("utf-8", "replace") if isinstance(event, Unreadable) else event
    return {
        "letter": one.number,
        "at": _moment(letter.at),
        "instance": letter.instance,
        "action": letter.action,
        "item": letter.item,
        "delivery_id": letter.id,
        "message_id": letter.message_id,
        "mapping_hash": letter.mapping,
        "name": body.get("event") if isinstance(body, dict) else None,
        "cause": letter.cause,
        "reason": letter.reason,
        "http_status": letter.status,
        "tries": letter.tries,
        "first_at": _moment(letter.first_at),
        "event": body,
        "payload": None,
    }


def _is_wanted(one: "Numbered", wanted: Wanted) -> bool:
    letter, row = one.letter, row_of(one)
    return (
        (not wanted.letters or one.number in wanted.letters)
        and wanted.action in (None, letter.action)
        and wanted.cause in (None, letter.cause)
        and (wanted.reason or "") in letter.reason
        and wanted.name in (None, row["name"])
        and letter.at >= (wanted.since or 0.0)
    )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
