"""Why deliveries of an instance have to be tried again, as the file says it, also when no process delivers any more."""

import asyncio
from pathlib import Path

import pytest

from destinations.delivery.outbox.cursor import PAUSED, one_by_one
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected, Sent
from tests.destinations.delivery.outbox.shop import TOY, arrival

DOWN, REFUSED = "answered 503", f"{PAUSED}answered 401"


@pytest.mark.parametrize(
    ("rounds", "trouble"),
    [
        pytest.param([["sent", "sent"]], None, id="nothing failed"),
        pytest.param([[DOWN, "sent"]], DOWN, id="one failed, and another one beside it was sent"),
        pytest.param([[DOWN], ["sent", DOWN]], DOWN, id="one fails, and another one was sent meanwhile"),
        pytest.param([[DOWN], ["sent", "sent"]], None, id="what failed was sent"),
        pytest.param([[DOWN], ["sent", "rejected"]], None, id="what failed was refused"),
        pytest.param([[REFUSED, "sent", DOWN]], REFUSED, id="paused, and what was beside it had other answers"),
        pytest.param([[DOWN, REFUSED]], REFUSED, id="paused last"),
        pytest.param([[REFUSED], [DOWN]], DOWN, id="paused, then tried again, and the tool was down"),
        pytest.param([[REFUSED], [REFUSED, "sent"]], REFUSED, id="paused once more"),
    ],
)
def test_the_last_trouble_is_kept_as_long_as_something_has_to_be_tried_again(
    tmp_path: Path, rounds: list[list[str]], trouble: str | None
) -> None:
    async def run() -> str | None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            cursor = outbox.cursor("shop", {"toy": TOY}, lambda _: None)
            number = 0
            for answers in rounds:
                waiting = outbox.store.lane("shop").rows
                for _ in range(len(answers) - waiting):
                    number += 1
                    await outbox.accept([arrival(number, "shop")])
                # One after the other, the older ones last.
                claims = [*one_by_one(await cursor.next(10, 2e9)), *one_by_one(await cursor.next(10, 2e9))]
                for claimed, answer in zip(reversed(claims), answers, strict=False):
                    match answer:
                        case "sent":
                            cursor.done(claimed.tried(1.0, 200, counts=True), Sent())
                        case "rejected":
                            cursor.done(claimed.tried(1.0, 404, counts=True), Rejected("no"))
                        case reason:
                            cursor.later(claimed.tried(1.0, 503, counts=True), 1.0, reason)
                    await outbox.commit.write(lambda _: None)
            return outbox.store.lane("shop").trouble

    assert asyncio.run(run()) == trouble
