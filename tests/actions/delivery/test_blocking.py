"""A deliverer for callers without an event loop, and copies of its outbox."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from actions import Project
from actions.deliver.control import ask
from destinations.delivery.outbox.file.backup import put_back
from destinations.delivery.outbox.file.owner import OutboxError, OwnedError
from destinations.delivery.senders import DelivererError
from tests.actions.cli.sending import ENVIRONMENT, event, project, server, taken


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return Project.load(project(tmp_path, "shop"), environ=ENVIRONMENT)


def test_events_are_accepted_and_delivered_from_any_thread(tmp_path: Path, loaded: Project) -> None:
    lines = json.dumps(event(2)).encode() + b"\n" + b"{no event}\n"
    with server(tmp_path, shop={}) as (url, ledger), loaded.deliverer(ENVIRONMENT, divert=url).blocking() as deliverer:
        receipts = [
            deliverer.accept(event(0)),
            deliverer.accept_many([event(0), event(1)]),
            deliverer.accept_lines(lines),
        ]
        deliverer.drained()
        shop: dict[str, Any] = deliverer.status()["instances"]["shop"]
        with pytest.raises(OwnedError):
            loaded.deliverer(ENVIRONMENT, divert=url).blocking().__enter__()
    assert [(one.accepted, len(one.repeated), one.failures) for one in receipts] == [(1, 0, 0), (1, 1, 0), (1, 0, 1)]
    assert sorted(taken(ledger, "shop")) == ["m0", "m1", "m2"]
    assert (shop["sent"], shop["waiting"], shop["in_flight"]) == (3, 0, 0)


def test_outcomes_are_a_stream_and_whoever_reads_slowly_gets_the_last_ones(
    tmp_path: Path, loaded: Project, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(url: str) -> Any:
        async with loaded.deliverer(ENVIRONMENT, divert=url) as deliverer:
            stream, slow, unread = deliverer.outcomes(), deliverer.outcomes(most=2), deliverer.outcomes()
            del unread
            rest = deliverer.outcomes()
            first = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            await deliverer.accept_many([event(number) for number in range(5)])
            ends = [await first, *[await anext(stream) for _ in range(4)]]
            late = [await anext(slow), await anext(slow)]
            waits = asyncio.ensure_future(anext(slow, None))
            await asyncio.sleep(0)
            await asyncio.gather(stream.aclose(), slow.aclose(), slow.aclose())
            assert [one async for one in stream] == []
            assert await waits is None
        assert late == ends[-2:]
        # Whoever still reads when the deliverer is left gets what there is, and then the end.
        assert [one async for one in rest] == ends
        with pytest.raises(DelivererError, match="was left; enter it again"):
            deliverer.outcomes()
        return [(one.status, one.reason) for one in ends], stream.missed, slow.missed, len(deliverer._streams)

    with server(tmp_path, shop={"status": 404}) as (url, _):
        found, *missed, streams = asyncio.run(use(url))
    assert found == [("rejected", "answered 404 Not Found")] * 5
    assert (missed, streams) == ([0, 3], 3)
    messages = [one for one in caplog.messages if "outcomes" in one]
    assert messages == [
        "the reader of outcomes is too slow: the oldest of 2 are dropped",
        "the reader of outcomes was too slow: 3 were dropped",
    ]
    with pytest.raises(ValueError, match="at least one must have room"):
        loaded.deliverer(ENVIRONMENT).outcomes(most=0)


def test_a_copy_made_at_work_is_put_back(tmp_path: Path, loaded: Project) -> None:
    path, copy = tmp_path / ".actions" / "outbox.db", tmp_path / "copy.db"
    with server(tmp_path, shop={"hang": True}) as (url, _):
        deliverer = loaded.deliverer(ENVIRONMENT, divert=url)
        deliverer.workers.patience = 0
        with deliverer.blocking() as blocking:
            blocking.accept_many([event(number) for number in range(5)])
            assert ask(path, {"do": "backup", "to": str(copy)}) == {}
            with pytest.raises(OutboxError, match=r"copy\.db cannot be written: File exists"):
                ask(path, {"do": "backup", "to": str(copy)})
            with pytest.raises(OwnedError):
                put_back(copy, path)
    path.write_bytes(b"damaged beyond all repair" * 1000)
    aside = put_back(copy, path)
    assert aside
    assert aside.read_bytes().startswith(b"damaged")
    assert ask(path, {"do": "status"})["instances"]["shop"]["waiting"] == 5
    assert ask(path, {"do": "check"}) == {"found": []}
