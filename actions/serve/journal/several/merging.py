"""Several journals, read as one: their records in the order in which they were received."""

import time
from collections.abc import Mapping, Sequence
from heapq import merge
from typing import NamedTuple

from actions.serve.journal.errors import JournalError
from actions.serve.journal.frames import Position
from actions.serve.journal.protocol import JournalReader
from actions.serve.journal.reading import Claim, Stored

MICRO = 1_000_000
Positions = Mapping[str, Position]


class MergedClaim(NamedTuple):
    """Some records in their order, and the position of each journal to go on from.

    `problem` says of a journal that it cannot be read any further; the others are.
    """

    stored: list[Stored]
    after: Positions
    problem: str = ""


def read_merged(readers: Sequence[JournalReader], start: Positions, most: int) -> MergedClaim:
    """The records from `start` on, at most `most` of each journal.

    Whoever sends an event after the answer to another one finds them in this order, whichever processes took them:
    what was received after the reading began waits for the next claim, as a journal that was read before may not have
    had what came before it.
    """
    begun, problem = time.time_ns() // 1000, ""
    claims: dict[str, Claim] = {}
    for one in readers:
        try:
            claims[one.name] = one.read(start.get(one.name, Position()), most)
        except JournalError as error:
            problem = str(error)
    if len(claims) == 1 == len(readers):
        ((name, claim),) = claims.items()
        return MergedClaim(claim.stored, {name: claim.after})
    # A journal that has more may have what was received before the last ones of the others.
    ends = [max(one.record.received for one in claim.stored) for claim in claims.values() if len(claim.stored) >= most]
    until = min([begun, *ends])
    cut = {name: _cut(claim, until, begun) for name, claim in claims.items()}
    after = {**start, **{name: claim.after for name, claim in cut.items()}}
    stored = list(merge(*(claim.stored for claim in cut.values()), key=lambda one: one.record.received))
    return MergedClaim(stored, after, problem)


def _cut(claim: Claim, until: int, now: int) -> Claim:
    """The claim without what was received after `until`.

    A clock that was set back, as a time in the future tells, keeps nothing waiting.
    """
    for number, one in enumerate(claim.stored):
        if until < one.record.received < now + MICRO:
            return Claim(claim.stored[:number], one.position)
    return claim
