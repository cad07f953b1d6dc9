"""A running service: changed files are read again, suppressed people hold from the next claim, old segments go."""

import asyncio
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import aiohttp
import pytest

from actions.serve.admin.server import AdminServer
from actions.serve.admin.token import NAME
from actions.serve.decider.loading import load
from actions.serve.decider.observed import observe
from actions.serve.decider.service import Service
from actions.serve.journal.state import SERVER, write_state
from tests.serve.decider.running import MAPPING, event, fetch, project, record, write


async def until(holds: Callable[[], Any]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def put(file: Path, text: str) -> None:
    """Write the file in one step, as whoever reads it meanwhile would take half of it for all."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(file)


def test_what_changes_while_a_service_runs_holds_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.serve.decider.service.SECOND", 0.02)
    monkeypatch.setattr("actions.serve.decider.service.MINUTE", 0.02)
    file = project(tmp_path, suppress={"file": "gone.ndjson"}, journal={"path": "journal", "keep": "1h"})
    gone, shop = tmp_path / "gone.ndjson", tmp_path / "mappings" / "shop.yaml"
    put(gone, "")

    async def run() -> Service:
        # Nobody listens there: what fires waits in the outbox.
        service = Service(file, load(file), divert="http://127.0.0.1:9", watch=True)
        running = asyncio.create_task(service.run())
        await until(lambda: service.deliverer)

        async def comes(number: str, **more: Any) -> dict[str, int]:
            before = service.totals.by_source().get("website", {"read": 0})["read"]
            await asyncio.to_thread(write, tmp_path, [record(event(number, **more))])
            await until(lambda: service.totals.by_source().get("website", {"read": 0})["read"] > before)
            return service.totals.by_source()["website"]

        assert (await comes("1"))["suppressed"] == 0
        put(gone, '{"userId": "u2"}\n')
        assert (await comes("2"))["suppressed"] == 1
        # A line that cannot be read keeps no other one from holding, and those named before stay.
        put(gone, 'u2\n{"userId": "u4"}\n')
        assert (await comes("2", messageId="m2b"))["suppressed"] == 2
        assert (await comes("4"))["suppressed"] == 3
        assert service.status()["suppress_problem"].startswith(f"{gone}:1: this is not JSON")
        await until(lambda: service.reload_problem)
        put(gone, "")
        assert (await comes("2", messageId="m2c"))["suppressed"] == 3
        assert service.suppress_problem == ""
        before = service.loaded.project.hash
        put(shop, MAPPING.format(name="shop") + "# changed\n")
        await until(lambda: service.loaded.project.hash != before)
        # An instance that cannot deliver is found out when it is to begin, and those before go on.
        broken = MAPPING.format(name="shop") + "delivery: {ca_file: none.pem}\n"
        put(shop, broken)
        await until(lambda: "none.pem" in service.reload_problem and service.deliverer)
        assert (await comes("3"))["decided"] == 6
        put(shop, MAPPING.format(name="shop"))
        await until(lambda: not service.reload_problem and service.deliverer)
        old = tmp_path / "journal" / "00000001.seg"
        os.utime(old, (0, 0))
        await until(lambda: not old.exists())
        service.stop.set()
        await running
        return service

    service = asyncio.run(run())
    assert service.totals.by_source()["website"]["decided"] == 6
    assert service.reload_problem == ""


@pytest.mark.parametrize(
    ("reserve", "free", "goes_on"),
    [("1GiB", 65, True), ("1GiB", 63, False), ("64MiB", 33, True), ("64MiB", 31, False), ("1KiB", 1, True)],
)
def test_the_decider_goes_on_where_the_server_has_stopped_for_want_of_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reserve: str, free: int, goes_on: bool
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free << 20)
    monkeypatch.setattr("destinations.delivery.outbox.outbox.shutil.disk_usage", lambda _: usage)
    file = project(tmp_path, journal={"path": "journal", "reserve": reserve})
    write(tmp_path, [record(event(1))])

    async def run() -> tuple[bool, str]:
        service = Service(file, load(file), divert="http://127.0.0.1:9")
        running = asyncio.create_task(service.run())
        await until(lambda: service.totals.by_source() or service.status()["problem"] not in ("", "starting"))
        service.stop.set()
        await running
        return "website" in service.totals.by_source(), service.decider.problem if service.decider else ""

    assert asyncio.run(run()) == (goes_on, "" if goes_on else ANY)


def test_a_server_that_cannot_be_asked_to_reload_is_named(tmp_path: Path) -> None:
    file = project(tmp_path)
    folder = tmp_path / "journal"
    (folder / "reload.new").mkdir(parents=True)
    write_state(folder, SERVER, {"at": time.time_ns() // 1000})
    problem = asyncio.run(Service(file, load(file)).reload_both("a test"))
    assert (
        problem == f"the server cannot be asked to read its settings again: {folder} cannot be written: Is a directory"
    )


def test_what_is_read_when_a_service_starts_cannot_change_while_it_runs(tmp_path: Path) -> None:
    file = project(tmp_path)
    service = Service(file, load(file))
    project(tmp_path, outbox="other.db")
    assert "outbox: is read when the process starts" in asyncio.run(service.reload("a test"))
    project(tmp_path, journal={"path": "elsewhere"})
    assert "journal: is read when the process starts" in asyncio.run(service.reload("a test"))
    project(tmp_path, dedupe="1h")
    assert asyncio.run(service.reload("a test")) == ""
    assert service.reloads == {"ok": 1, "failed": 2}


def test_the_tail_goes_on_behind_an_event_that_no_json_can_hold(tmp_path: Path) -> None:
    file = project(tmp_path)
    half = record(b'{"type":"track","event":"Half \\ud800","userId":"u_1"}', code="bad_utf8", message="no UTF-8")
    deep = record(b'{"type":"track","event":"Deep","userId":"u_1","properties":%s}' % (b"[" * 60 + b"]" * 60))
    huge = record(event("huge", properties={"n": 10**30}))
    write(tmp_path, [half, deep, huge, record(event("last"))])

    async def run() -> list[Any]:
        service = Service(file, load(file), divert="http://127.0.0.1:9")
        async with AdminServer(service), aiohttp.ClientSession() as session:
            running = asyncio.create_task(service.run())
            await until(lambda: service.totals.by_source().get("website", {}).get("read") == 4)
            known = {"Authorization": f"Bearer {(tmp_path / 'journal' / NAME).read_text()}"}
            shown: list[Any] = []
            async with session.get(f"http://{service.admin_address}/tail?back=9&people=show", headers=known) as answer:
                while len(shown) < 4:
                    line = await answer.content.readline()
                    shown += [json.loads(line[6:])["event"]["event"]] if line.startswith(b"data: ") else []
            service.stop.set()
            await running
            return shown

    assert asyncio.run(run()) == ["Half \ufffd", "Deep", "Order Completed", "Order Completed"]


def test_a_replay_names_the_record_that_is_damaged(tmp_path: Path) -> None:
    file = project(tmp_path)
    write(tmp_path, [record(event(number)) for number in range(3)])

    async def run() -> tuple[int, Any]:
        service = Service(file, load(file), divert="http://127.0.0.1:9")
        async with AdminServer(service):
            running = asyncio.create_task(service.run())
            await until(lambda: service.totals.by_source().get("website", {}).get("read") == 3)
            segment = next((tmp_path / "journal").glob("*.seg"))
            segment.write_bytes(segment.read_bytes().replace(b'"m1"', b'"m7"'))
            known = {"Authorization": f"Bearer {(tmp_path / 'journal' / NAME).read_text()}"}
            asked = f"http://{service.admin_address}/replay", b'{"since": "1h"}', known
            found = await asyncio.to_thread(fetch, *asked)
            service.stop.set()
            await running
            return found

    status, reply = asyncio.run(run())
    assert (status, reply["code"]) == (409, "journal")
    assert re.search(
        r"00000001\.seg: the record at byte \d+ is damaged; `actions serve repair` skips it", reply["message"]
    )


def test_outcomes_are_made_only_while_somebody_watches(tmp_path: Path) -> None:
    file = project(tmp_path)

    async def run() -> None:
        service = Service(file, load(file), divert="http://127.0.0.1:9")
        running = asyncio.create_task(service.run())
        await until(lambda: service.deliverer)
        deliverer = service.deliverer
        assert deliverer is not None
        assert deliverer.on_outcome is None
        watching = asyncio.create_task(anext(service.tail.watch()))
        await until(lambda: deliverer.on_outcome is not None)
        watching.cancel()
        await until(lambda: deliverer.on_outcome is None)
        service.stop.set()
        await running

    asyncio.run(run())


def test_opentelemetry_hears_of_events_by_source_and_of_the_lag(tmp_path: Path) -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.metrics")
    reader = pytest.importorskip("opentelemetry.sdk.metrics.export").InMemoryMetricReader()
    file = project(tmp_path)
    write(tmp_path, [record(event(1)), record(event(1)), record({"userId": "u"}, code="no_type", message="no type")])

    async def run() -> dict[str, Any]:
        service = Service(file, load(file), divert="http://127.0.0.1:9")
        service.telemetry = observe(service, sdk.MeterProvider([reader]))
        running = asyncio.create_task(service.run())
        await until(lambda: service.totals.by_source().get("website", {}).get("read") == 3)
        data = json.loads(reader.get_metrics_data().to_json())
        service.stop.set()
        await running
        metrics = data["resource_metrics"][0]["scope_metrics"][0]["metrics"]
        return {one["name"]: one["data"]["data_points"] for one in metrics}

    found = asyncio.run(run())
    events = {point["attributes"]["outcome"]: point["value"] for point in found["actions.events"]}
    assert events == {"accepted": 1, "refused": 1, "repeated": 1, "suppressed": 0, "blocked": 0, "invalid": 0}
    assert [point["value"] for point in found["actions.events.accepted"]] == [2]
    assert {"actions.journal.lag", "actions.reload"} <= found.keys()
