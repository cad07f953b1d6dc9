"""A decider in a process of its own: killed, stopped, told to read its files again, and asked on its admin port."""

import asyncio
import json
import signal
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import typer

from actions.cli.serve.deciding import decide
from actions.deliver.control import ask
from actions.serve.admin.server import AdminServer
from actions.serve.decider.loading import LoadError, load
from actions.serve.decider.service import Service
from actions.serve.privacy.regulation import MOST_IDS
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import (
    CANARY,
    MAPPING,
    DeciderProcess,
    event,
    events_read,
    fetch,
    project,
    record,
    running,
    write,
)

# `make soak` kills more often.
KILLS = 1


def received(folder: Path) -> list[str]:
    """The numbers that the stand-in took, as often as it took them."""
    path = folder / "received"
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


class Producer(threading.Thread):
    """Writes events to a journal, a group every few milliseconds, as a server does, some of them twice."""

    def __init__(self, folder: Path, groups: int, size: int) -> None:
        super().__init__()
        self.numbers: list[str] = []
        self._folder, self._groups, self._size = folder, groups, size

    def run(self) -> None:
        for group in range(self._groups):
            numbers = [str(group * self._size + at) for at in range(self._size)]
            write(self._folder, [record(event(one)) for one in (*numbers, *numbers[:3])])
            self.numbers += numbers
            time.sleep(0.05)


def wait_until_sent(process: DeciderProcess, folder: Path, numbers: int) -> None:
    end = time.monotonic() + 30
    while len(set(received(folder))) < numbers and time.monotonic() < end:
        assert process.process.poll() is None
        time.sleep(0.05)


@pytest.mark.slow
def test_processes_that_are_killed_lose_nothing_and_count_right(tmp_path: Path) -> None:
    file = project(tmp_path)
    with server(tmp_path, wait=0.0) as url:
        producer = Producer(tmp_path, groups=30, size=100)
        producer.start()
        for _ in range(KILLS):
            process = DeciderProcess(file, url)
            process.wait_for(lambda state: state["admin"])
            time.sleep(0.2)
            process.stop(signal.SIGKILL)
        producer.join()
        process = DeciderProcess(file, url)
        wait_until_sent(process, tmp_path, len(producer.numbers))
        state = process.wait_for(lambda state: events_read(state) == 30 * 103)
        assert process.stop() == 0
    assert set(received(tmp_path)) == set(producer.numbers)
    of = state["sources"]["website"]
    assert (of["accepted"], of["decided"], of["repeated"], of["refused"]) == (3000, 3000, 90, 0)


@pytest.mark.slow
def test_files_that_change_under_load_are_read_between_two_claims_and_broken_ones_are_not_used(tmp_path: Path) -> None:
    file = project(tmp_path)
    mapping = tmp_path / "mappings" / "shop.yaml"
    with server(tmp_path, wait=0.0) as url, running(url, file) as process:
        producer = Producer(tmp_path, groups=20, size=50)
        producer.start()
        hashes = {process.state()["plan"]}
        for number in range(4):
            mapping.write_text(MAPPING.format(name="shop") + f"# change {number}\n")
            process.send_signal(signal.SIGHUP)
            hashes.add(process.wait_for(lambda state, done=number + 1: state["reloads"]["ok"] == done)["plan"])
        mapping.write_text("version: 1\ndestination: mixpnael\n")
        status, reply = process.ask("/reload", {})
        assert (status, reply["code"]) == (409, "not_reloaded")
        assert "shop.yaml:1:1" in reply["message"]
        mapping.write_text(MAPPING.format(name="shop"))
        # One instance more: what is under way to the others may end, and the outbox is opened anew.
        never = MAPPING.format(name="never").replace('type = "track"', 'event = "Never"')
        (tmp_path / "mappings" / "never.yaml").write_text(never)
        assert process.ask("/reload", {})[0] == 200
        producer.join()
        wait_until_sent(process, tmp_path, len(producer.numbers))
        state = process.wait_for(lambda state: events_read(state) == 20 * 53 and state["lag"] == 0)
        assert process.stop() == 0
    assert set(received(tmp_path)) == set(producer.numbers)
    assert len(received(tmp_path)) == len(producer.numbers)
    assert state["reloads"] == {"ok": 5, "failed": 1}
    assert len(hashes) == 5


def test_a_source_that_was_added_is_known_before_its_first_event_is_decided_about(tmp_path: Path) -> None:
    file = project(tmp_path)
    website, app = {"name": "website", "keys": ["k1"]}, {"name": "app", "keys": ["k2"]}
    with server(tmp_path, wait=0.0) as url, running(url, file) as process:
        # The server has read the file already; nobody has told the decider.
        project(tmp_path, sources=[website, app])
        write(tmp_path, [record(event(1), "app"), record(event(2))])
        state = process.wait_for(lambda state: state["sources"].get("app"))
        assert (state["sources"]["app"]["decided"], state["reloads"]) == (1, {"ok": 1, "failed": 0})
        project(tmp_path, sources=[website, app, {"name": "shop", "keys": ["k3"], "mappings": "nowhere"}])
        write(tmp_path, [record(event(3), "shop"), record(event(4), "app"), record(event(5), "shop")])
        state = process.wait_for(lambda state: state["sources"].get("shop", {}).get("read") == 2)
        assert (state["sources"]["shop"]["blocked"], state["reloads"]) == (2, {"ok": 1, "failed": 1})
        assert "nowhere holds no mapping file" in state["reload_problem"]
        wait_until_sent(process, tmp_path, 3)
    assert set(received(tmp_path)) == {"1", "2", "4"}


REFUSALS: dict[str, tuple[str, Any, dict[str, str] | None, int, str]] = {
    "nobody without the token": ("/status", None, {}, 401, "bad_token"),
    "nobody with another token": ("/status", None, {"Authorization": "Bearer x"}, 401, "bad_token"),
    "nobody with a key in another form": ("/status", None, {"Authorization": "Basic x"}, 401, "bad_token"),
    "no browser": ("/status", None, {"Origin": "http://localhost:3000"}, 403, "browser"),
    "no path that is not there": ("/secrets", None, None, 404, "no_such_path"),
    "no other method": ("/status", {}, None, 405, "method"),
    "no reload by a GET": ("/reload", None, None, 405, "method"),
    "no request about nobody": ("/suppressions", {"type": "delete", "userIds": []}, None, 400, "bad_request"),
    "no more ids than 5,000": (
        *("/suppressions", {"type": "delete", "userIds": ["a"] * (MOST_IDS + 1)}, None),
        *(400, "bad_request"),
    ),
    "no tail of a status that nothing has": ("/tail?status=bogus", None, None, 400, "bad_request"),
    "no tail of another source": ("/tail?source=nosuch", None, None, 400, "bad_request"),
    "no replay since never": ("/replay", {"since": "yesterday"}, None, 400, "bad_request"),
    "no replay of another source": ("/replay", {"since": "1h", "source": "x"}, None, 400, "bad_request"),
}


@pytest.mark.parametrize(("path", "body", "headers", "status", "code"), REFUSALS.values(), ids=REFUSALS)
def test_the_admin_port_answers(
    asked: DeciderProcess, path: str, body: Any, headers: dict[str, str] | None, status: int, code: str
) -> None:
    given, reply = asked.ask(path, body, headers)
    assert (given, reply["code"]) == (status, code)


def test_a_second_decider_is_refused_and_leaves_the_token_of_the_first(
    asked: DeciderProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (asked.folder / "admin.token").read_text()
    with pytest.raises(typer.Exit) as ended:
        decide(asked.file)
    assert ended.value.exit_code == 4
    assert f"is read by another decider, process {asked.process.pid}; stop it first" in capsys.readouterr().err
    assert (asked.folder / "admin.token").read_text() == before
    assert asked.ask("/status")[0] == 200


def test_the_token_is_in_a_file_that_its_owner_may_read(asked: DeciderProcess) -> None:
    assert stat.S_IMODE((asked.folder / "admin.token").stat().st_mode) == 0o600


def test_a_token_may_be_a_secret_and_then_none_lies_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "a-token-of-enough-letters"
    monkeypatch.setenv("ADMIN_TOKEN", token)
    file = project(tmp_path, admin_token={"secret": "ADMIN_TOKEN"})
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "admin.token").write_text("of an earlier process")

    async def run() -> tuple[int, int]:
        service = Service(file, load(file))
        async with AdminServer(service):
            url, known = f"http://{service.admin_address}/suppressions", {"Authorization": f"Bearer {token}"}
            (refused, _), (status, _) = [
                await asyncio.to_thread(fetch, url, None, headers)
                for headers in ({"Authorization": "Bearer of an earlier process"}, known)
            ]
            return refused, status

    # The outbox is not open in this test.
    assert asyncio.run(run()) == (401, 503)
    assert not (tmp_path / "journal" / "admin.token").exists()
    monkeypatch.setenv("ADMIN_TOKEN", "short")
    with pytest.raises(LoadError, match="fewer than 16 characters"):
        load(file)


def test_the_status_and_the_metrics_tell_the_same_numbers(asked: DeciderProcess) -> None:
    end = time.monotonic() + 30
    # Other tests may have sent more, and nothing that is refused.
    while (status := asked.ask("/status")[1])["decider"]["unread_bytes"] and time.monotonic() < end:
        time.sleep(0.05)
    of = status["decider"]["sources"]["website"]
    assert of["refused"] == 1
    assert of["read"] == of["accepted"] + of["refused"] + of["repeated"]
    assert of["accepted"] == of["decided"]
    assert status["decider"]["unread_bytes"] == 0
    accepted = status["outbox"]["instances"]["shop"]["accepted"]
    assert accepted == of["decided"] - of["suppressed"]
    _, text = asked.ask("/metrics")
    lines = text.splitlines()
    for name in ("read", "accepted", "decided"):
        assert f'actions_events_{name}_total{{source="website"}} {of[name]}' in lines
    assert 'actions_events_kept_back_total{source="website",code="no_name"} 1' in lines
    assert any(
        line.startswith('actions_decisions_total{instance="ads",action="track",status="held_back"}') for line in lines
    )
    assert f'actions_deliveries_accepted_total{{instance="shop"}} {accepted}' in lines
    assert len(_types(lines)) == len(set(_types(lines)))
    assert CANARY not in text + json.dumps(status)


def _types(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("# TYPE")]


def tail(process: DeciderProcess, query: str, most: int) -> list[dict[str, Any]]:
    """The first lines of the tail."""
    from urllib.request import Request, urlopen

    token = (process.folder / "admin.token").read_text()
    request = Request(f"http://{process.state()['admin']}/tail?{query}", headers={"Authorization": f"Bearer {token}"})
    found = []
    end = time.monotonic() + 30
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own port
        for line in answer:
            assert time.monotonic() < end
            if line.startswith(b"data: "):
                found.append(json.loads(line[len(b"data: ") :]))
            if len(found) == most:
                break
    return found


def test_the_tail_shows_all_with_reasons_and_hides_who_it_is_about(asked: DeciderProcess) -> None:
    lines = tail(asked, "back=1000", 4)
    assert [(one["status"], one["code"]) for one in lines] == [
        *(("decided", None), ("refused", "no_name"), ("decided", None), ("repeated", None))
    ]
    decisions = {one["instance"]: (one["status"], one["reason"]) for one in lines[0]["decisions"]}
    assert decisions == {"ads": ("not_fired", "consent: Advertising is not granted"), "shop": ("fired", None)}
    assert CANARY not in json.dumps(lines)
    assert lines[0]["event"]["properties"] == {"n": 1}
    assert CANARY in json.dumps(tail(asked, "back=1000&people=show", 1))
    assert [one["status"] for one in tail(asked, "back=1000&status=refused", 1)] == ["refused"]


def test_whoever_watches_sees_what_comes_and_how_it_ended(asked: DeciderProcess) -> None:
    folder = asked.file.parent
    found: list[dict[str, Any]] = []
    watcher = threading.Thread(target=lambda: found.extend(tail(asked, "source=website", 6)))
    watcher.start()
    for number in range(200):
        # Nobody knows when it is connected: until then, what comes is not for it.
        if not watcher.is_alive():
            break
        write(folder, [record(event(f"watched-{number}"))])
        watcher.join(0.2)
    assert {one.get("status") or one.get("outcome") for one in found} == {"decided", "sent"}


@pytest.mark.slow
def test_what_is_changed_by_hand_is_written_down_without_persons(tmp_path: Path) -> None:
    file = project(tmp_path)
    refused = record({"type": "track", "userId": CANARY}, code="no_name", message="a track needs a name")
    write(tmp_path, [record(event(1, userId=CANARY)), refused, record(event(2))])
    with server(tmp_path, wait=0.0) as url, running(url, file) as process:
        process.wait_for(lambda state: events_read(state) == 3)
        assert process.ask("/suppressions", {"type": "suppress", "userIds": [CANARY]})[0] == 200
        assert process.ask("/suppressions")[1] == {"file": 0, "admin": 1}
        write(tmp_path, [record(event("of-ada", userId=CANARY))])
        process.wait_for(lambda state: state["sources"]["website"]["suppressed"] == 1)
        assert process.ask("/suppressions", {"type": "unsuppress", "userIds": [CANARY]})[1]["allowed"] == 1
        assert process.ask("/replay", {"since": "1h"})[0] == 200
        process.send_signal(signal.SIGHUP)
        process.wait_for(lambda state: state["reloads"]["ok"] == 1)
        ask(tmp_path / ".actions" / "outbox.db", {"do": "drop", "wanted": {"instance": "nobody"}})
        status, reply = process.ask("/suppressions", {"type": "delete", "userIds": [CANARY]})
        assert (status, reply["erased"], reply["letters"]) == (200, 2, 1)
        assert process.stop() == 0
    lines = [json.loads(line) for line in (process.folder / "audit.ndjson").read_text().splitlines()]
    assert [one["do"] for one in lines] == ["suppress", "unsuppress", "replay", "reload", "drop", "delete"]
    assert lines[-1]["people"] == 1
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "received")
    assert CANARY.encode() not in kept


def test_whoever_is_too_slow_is_told_how_much_was_skipped() -> None:
    import asyncio

    from actions.serve.decider.deciding import Became, Verdict
    from actions.serve.decider.tail import Skipped, Tail

    async def run() -> list[Any]:
        one = Tail(most=5)
        watching = one.watch()
        first = asyncio.ensure_future(anext(watching))
        await asyncio.sleep(0)
        one.put([Verdict(record(event(0)), Became.DECIDED)])
        await first
        one.put([Verdict(record(event(number)), Became.DECIDED) for number in range(20)])
        found = [await anext(watching) for _ in range(6)]
        await watching.aclose()
        assert not one.watched
        return found

    found = asyncio.run(run())
    assert found[0] == Skipped(15)
    assert len(found) == 6
