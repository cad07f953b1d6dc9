"""Keys of events that were seen: remembered with what is accepted, for as long as was asked."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import NoRoomError, Outbox
from destinations.delivery.outbox.seen import known_keys, remember_keys

HOUR = 3600.0


def inside(path: Path, use: Callable[[Store], object], environment: str = "default") -> object:
    outbox = Outbox(path, environment)
    store = outbox.open()
    try:
        return use(store)
    finally:
        outbox.close(store)


# When "a" is written, in hours; when others are, each a key of its own; whether "a" is known then.
TIMES = {
    "at once": (0, [], True),
    "for the whole time that was asked for": (11.9, [12, 24, 35.9], True),
    "after a pause of days, as nobody has emptied its table": (0, [90], True),
    "not when its table was emptied for the third generation behind it": (0, [12, 24, 36], False),
    "when the clock was set back, too": (500, [0, 12], True),
}


@pytest.mark.parametrize(("written", "others", "known"), TIMES.values(), ids=TIMES)
def test_a_key_is_known(tmp_path: Path, written: float, others: list[float], known: bool) -> None:
    def use(store: Store) -> set[str]:
        remember_keys(store, ["a"], written * HOUR, 24 * HOUR)
        for at in others:
            remember_keys(store, [f"at {at}"], at * HOUR, 24 * HOUR)
        return known_keys(store, ["a", "never"])

    assert inside(tmp_path / "outbox.db", use) == ({"a"} if known else set())


def test_many_keys_are_known_at_once_and_again_after_the_file_was_closed(tmp_path: Path) -> None:
    path, keys = tmp_path / "outbox.db", [f"website/m-{number}" for number in range(1200)]
    inside(path, lambda store: remember_keys(store, keys, 0.0))
    assert inside(path, lambda store: known_keys(store, [*keys, "website/new", "app/m-1"])) == set(keys)
    assert inside(path, lambda store: known_keys(store, keys), "staging") == set()
    assert b"m-1199" not in path.read_bytes()


def test_keys_and_position_are_kept_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async def run() -> None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            await outbox.accept([], [Mark("journal", "1", 10)], seen=["a"])
            with monkeypatch.context() as broken:
                broken.setattr("destinations.delivery.outbox.outbox.accept", fail)
                with pytest.raises(NoRoomError):
                    await outbox.accept([], [Mark("journal", "1", 20)], seen=["b"])
            assert await outbox.known(["a", "b"]) == {"a"}
            assert await outbox.mark("journal") == Mark("journal", "1", 10)

    asyncio.run(run())
