"""The server as a process: its drain, its reload, a second one, a full disk, and what a kill leaves behind."""

import json
import re
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from actions.serve.audit import write_audit
from actions.serve.http.counters import Clock
from actions.serve.http.request.keys import digest
from actions.serve.journal import JournalError, SegmentJournal
from actions.serve.journal.state import read_state, write_state
from tests.serve.running import LONG, PROGRAM, Running, receive, send, serving, start

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
sources:
  - {name: website, keys: [web]}
"""
EVENT = {"type": "track", "event": "Order Completed", "userId": "u_1"}
# A file says how many seconds the clock of the process is fast.
OTHER_CLOCK = """
import sys, time
from pathlib import Path
real, file = time.time_ns, Path(sys.argv[1]).with_name("clock")
time.time_ns = lambda: real() + int(file.read_text() or 0) * 10**9
"""


class Sender(threading.Thread):
    """Sends events one after the other until it is stopped or nobody listens; `acknowledged` are those answered 200."""

    def __init__(self, running: Running, name: str) -> None:
        super().__init__(daemon=True)
        self._running, self._prefix = running, name
        self.acknowledged: list[str] = []
        self.others: list[int] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        number = 0
        with suppress(OSError, IndexError), self._running.connect() as connection:
            while not self.stopping.is_set():
                number += 1
                told = f"{self._prefix}-{number}"
                body = f'{{"event":"Paid","userId":"u","messageId":"{told}"}}'.encode()
                send(connection, "POST", "/v1/track", body, {"X-Write-Key": "web"})
                reply = receive(connection)
                if reply.status == 200:
                    self.acknowledged.append(told)
                else:
                    self.others.append(reply.status)
                if reply.headers.get("Connection") == "close":
                    return


def with_senders(running: Running, act: Callable[[], object]) -> list[Sender]:
    """What four senders got while `act` went on."""
    senders = [Sender(running, f"{running.process.pid}-{number}") for number in range(4)]
    for one in senders:
        one.start()
    while not all(len(one.acknowledged) > 20 for one in senders):
        assert running.process.poll() is None
    act()
    for one in senders:
        one.stopping.set()
        one.join(LONG)
    return senders


def message_ids(running: Running) -> set[str]:
    return {one.body.decode().split('"messageId":"')[1].split('"')[0] for one in running.records() if one.code == ""}


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    for _ in range(2):
        running = start(tmp_path, SETTINGS)
        senders = with_senders(running, running.process.kill)
        running.process.wait(LONG)
        assert running.process.stderr is not None
        running.process.stderr.close()
        acknowledged |= {told for one in senders for told in one.acknowledged}
    assert len(acknowledged) > 160
    assert acknowledged <= message_ids(running)


def test_a_drain_answers_every_request_and_loses_none(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS.replace("drain_delay: 0s", "drain_delay: 300ms")) as running:
        codes: list[int] = []

        def drain() -> None:
            running.process.send_signal(signal.SIGTERM)
            running.wait_for(lambda state: state["draining"])
            reply = running.ask("GET", "/ready")
            assert (reply.status, reply.json["problems"]) == (503, ["draining"])
            codes.append(running.process.wait(LONG))

        senders = with_senders(running, drain)
        assert codes == [0]
        acknowledged = {told for one in senders for told in one.acknowledged}
        assert acknowledged <= message_ids(running)
        assert [one.others for one in senders] == [[], [], [], []]
        state = read_state(running.journal, "server")
        assert state is not None
        assert state["counters"]["received"]["website"] == len(running.records())


def test_keys_are_taken_anew_without_a_lost_request(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:

        def reload() -> None:
            for number in range(10):
                text = SETTINGS.replace("[web]", f"[web, new-{number}]") if number % 3 else "version: 1\nsources: 5\n"
                running.file.write_text(text, encoding="utf-8")
                is_wrong = number % 3 == 0
                before = running.wait_for(lambda state: state)["at"]
                running.process.send_signal(signal.SIGHUP)
                running.wait_for(
                    lambda state, before=before, is_wrong=is_wrong: (
                        state["at"] > before and bool(state["reload_problem"]) == is_wrong
                    )
                )
            assert running.post("/v1/track", EVENT, key="new-8").status == 200
            assert running.post("/v1/track", EVENT, key="new-7").status == 401

        running.file.write_text(SETTINGS, encoding="utf-8")
        senders = with_senders(running, reload)
        assert [one.others for one in senders] == [[], [], [], []]
        problem = running.wait_for(lambda state: state["reload_problem"])["reload_problem"]
        assert problem == f"{running.file}:2:10: sources: must be a list, not 5"


def test_events_of_a_forgotten_key_are_taken_in_once_it_is_added(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        assert running.post("/v1/batch", {"batch": [EVENT, {"userId": "u"}]}, key="forgotten").status == 401
        assert running.post("/v1/track", EVENT, key="another").status == 401
        assert running.records() == []
        running.file.write_text(SETTINGS.replace("[web]", "[web, forgotten]"), encoding="utf-8")
        write_state(running.journal, "adopt", {"keys": [digest("forgotten"), digest("another")], "asked": 1})
        running.process.send_signal(signal.SIGHUP)
        running.wait_for(lambda state: state["counters"]["adopted"] == 1)
        assert [(one.source, one.code) for one in running.records()] == [("website", ""), ("website", "no_type")]
        assert read_state(running.journal, "adopted") == {"asked": 1, "taken": 1}
        noted = json.loads((running.journal / "audit.ndjson").read_text())
        assert {**noted, "at": ""} == {"at": "", "do": "adopt", "keys": 2, "events": 1}
        assert b"Order Completed" in b"".join(one.read_bytes() for one in (running.journal / "unknown").glob("*.seg"))


def test_unknown_keys_may_be_kept_and_answered_200(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS + "unknown_key: keep\n") as running:
        assert running.post("/v1/track", EVENT, key="forgotten").json == {"success": True}
        assert running.records() == []


def test_a_second_server_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        with pytest.raises(JournalError, match=f"is in use by process {running.process.pid}; stop it"):
            SegmentJournal(running.journal).open()
        assert running.post("/v1/track", EVENT).status == 200


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with serving(tmp_path / "first", SETTINGS) as running:
        text = SETTINGS.replace("127.0.0.1:0", f"127.0.0.1:{running.port}")
        with pytest.raises(
            AssertionError, match=rf"{running.port} cannot be listened on: Address already in use; name"
        ):
            start(tmp_path / "second", text)


def test_a_browser_sdk_that_is_not_there_is_named(tmp_path: Path) -> None:
    lacking = SETTINGS + "analytics_js: none.js\n"
    told = f"analytics_js: {tmp_path}/none.js cannot be read: No such file or directory"
    with pytest.raises(AssertionError, match=re.escape(told)):
        start(tmp_path, lacking)
    with serving(tmp_path, SETTINGS) as running:
        running.file.write_text(lacking.replace("[web]", "[web, new]"), encoding="utf-8")
        running.process.send_signal(signal.SIGHUP)
        assert running.wait_for(lambda state: state["reload_problem"])["reload_problem"] == told
        assert running.post("/v1/track", EVENT, key="new").status == 401


def test_a_disk_below_its_reserve_is_429_and_not_ready(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS.replace("1KiB", "1000TiB")) as running:
        reply = running.post("/v1/track", EVENT)
        assert (reply.status, reply.json["code"]) == (429, "disk")
        assert 48 <= int(reply.headers["Retry-After"]) <= 72
        assert running.ask("GET", "/ready").json["problems"] == ["disk: less room is left than journal.reserve"]
        assert running.records() == []


def test_a_disk_that_others_fill_is_seen_before_anything_is_sent(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS.replace("1KiB", "1000TiB")) as running:
        running.wait_for(lambda state: state["journal"]["disk_full"])
        assert running.ask("GET", "/ready").json["problems"] == ["disk: less room is left than journal.reserve"]


def test_what_cannot_be_noted_is_done_and_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "audit.ndjson").mkdir()
    write_audit(tmp_path, "replay", source="website")
    (one,) = caplog.messages
    assert f"{tmp_path}/audit.ndjson cannot be written: Is a directory; it lacks " in one
    assert '"do":"replay","source":"website"' in one


def test_events_are_taken_in_though_whoever_asks_for_it_cannot_be_told(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        assert running.post("/v1/track", EVENT, key="forgotten").status == 401
        for name in ("audit.ndjson", "adopted.new"):
            (running.journal / name).mkdir()
        running.file.write_text(SETTINGS.replace("[web]", "[web, forgotten]"), encoding="utf-8")
        write_state(running.journal, "adopt", {"keys": [digest("forgotten")], "asked": 1})
        before = running.wait_for(lambda state: state)["reloads"]
        running.process.send_signal(signal.SIGHUP)
        state = running.wait_for(lambda state: state["reloads"] > before and state["counters"]["adopted"])
        assert state["counters"]["adopted"] == len(running.records()) == 1
        assert running.stop() == 0
        assert running.process.stderr is not None
        log = running.process.stderr.read()
    assert "whoever asked for that cannot be told: Is a directory" in log
    assert "Traceback" not in log


def test_a_server_that_can_write_nothing_drains_and_ends_as_ever(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running, running.connect() as connection:
        assert running.post("/v1/track", EVENT).status == 200
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        running.process.send_signal(signal.SIGHUP)
        send(connection, "POST", "/v1/track", json.dumps(EVENT).encode(), {"X-Write-Key": "web"})
        assert receive(connection).status == 429
        assert running.stop() == 0
        assert len(running.records()) == 1


def test_a_file_that_takes_no_more_is_429_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        taken = [running.post("/v1/track", {**EVENT, "messageId": f"a{number}"}).status for number in range(3)]
        # From here on the system writes no more than part of a record, as where a disk is full.
        size = max(one.stat().st_size for one in running.journal.glob("*.seg")) + 50
        limit = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (size, limit[1]))
        batch = {"batch": [{**EVENT, "properties": {"text": "x" * 500}}] * 3}
        refused = running.post("/v1/batch", batch)
        assert (refused.status, refused.json["code"]) == (429, "full")
        assert 48 <= int(refused.headers["Retry-After"]) <= 72
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, limit)
        assert [*taken, running.post("/v1/track", {**EVENT, "messageId": "b"}).status] == [200] * 4
        assert [json.loads(one.body).get("messageId") for one in running.records()] == ["a0", "a1", "a2", "b"]


def test_a_disk_without_room_for_a_new_segment_leaves_none_behind(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        limit = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (4, limit[1]))
        assert [running.post("/v1/track", EVENT).status for _ in range(3)] == [429] * 3
        assert list(running.journal.glob("*.seg")) == []
        assert running.ask("GET", "/ready").json["problems"] == ["journal: it cannot be written"]
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, limit)
        # Nobody sends anything to a server that is not ready: it tries by itself.
        running.wait_for(lambda _: running.ask("GET", "/ready").status == 200)
        assert running.post("/v1/track", EVENT).status == 200
        assert len(running.records()) == 1


@pytest.mark.parametrize(("lag", "problems"), [(1.0, []), (61.0, ["decider: 61 s behind"])])
def test_a_decider_that_lags_makes_the_server_not_ready(tmp_path: Path, lag: float, problems: list[str]) -> None:
    with serving(tmp_path, SETTINGS) as running:
        while running.ask("GET", "/ready").json["problems"] != problems or not problems:
            now = running.wait_for(lambda state: state)["at"]
            write_state(running.journal, "decider", {"at": now, "lag": lag})
            if not problems:
                break
        assert running.ask("GET", "/ready").status == (503 if problems else 200)
        assert running.post("/v1/track", EVENT).status == 200


def test_a_clock_that_is_set_back_dates_events_by_its_new_time_and_makes_no_decider_late(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("7200")
    with serving(tmp_path, SETTINGS, OTHER_CLOCK + PROGRAM) as running:
        assert running.post("/v1/track", EVENT).status == 200
        clock.write_text("0")
        begun = time.time()
        assert running.post("/v1/track", EVENT).status == 200
        early, late = (one.received / 1e6 for one in running.records())
        assert begun <= late <= time.time() < early
        for lag, status in ((61.0, 503), (0.0, 200)):
            facts = {"at": time.time_ns() // 1000, "lag": lag}
            write_state(running.journal, "decider", facts)
            running.wait_for(lambda _, status=status: running.ask("GET", "/ready").status == status)


@pytest.mark.parametrize(
    ("now", "told"), [([5.0, 5.5], 5.5), ([5.0, 4.5], 5.0), ([5.0, 3.0], 3.0), ([5.0, 3.0, 2.5], 3.0)]
)
def test_the_order_of_events_holds_though_a_clock_is_inaccurate(
    monkeypatch: pytest.MonkeyPatch, now: list[float], told: float
) -> None:
    times = iter(now)
    monkeypatch.setattr(time, "time_ns", lambda: int(next(times) * 1e9))
    clock = Clock()
    assert [clock.now() for _ in now][-1] == told * 1e6


def test_log_lines_are_not_broken_by_what_clients_send(tmp_path: Path) -> None:
    running = start(tmp_path, SETTINGS)
    with socket.create_connection(("127.0.0.1", running.port), timeout=LONG) as connection:
        connection.sendall(
            b"GET /%0a2026-01-01%20forged?writeKey=canary HTTP/1.1\r\nHost: x\r\nX-Write-Key: canary\r\n\r\n"
        )
        assert receive(connection).status == 404
    assert running.stop() == 0
    assert running.process.stderr is not None
    with running.process.stderr as stderr:
        lines = stderr.read().splitlines()
    assert [line.split(" ", 3)[2] for line in lines] == ["INFO"] * len(lines)
    assert not any("canary" in line or "forged" in line for line in lines)
