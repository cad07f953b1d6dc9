"""What must not be told: write keys and people, in logs, metrics, errors and the tail; and what may not be forged."""

import base64
import json
import logging
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from actions.serve.admin.token import is_token
from actions.serve.http.logs import OneLine
from actions.serve.http.request.keys import KeyTable
from actions.serve.journal import Record
from actions.serve.journal.frames import HEADER, frame, segment_path
from actions.serve.journal.reading import SegmentReader
from actions.serve.settings.model import Source
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import deciding, event, events_read, project, record, running, write
from tests.serve.running import Running, serving

KEY, UNKNOWN, PERSON = "canary-key-known", "canary-key-unknown", "canary-ada"
NAMELESS = {"type": "track", "userId": PERSON, "context": {"traits": {"email": f"{PERSON}@example.com"}}}


def of_canary(number: int, **more: Any) -> dict[str, Any]:
    return event(number, userId=PERSON, properties={"n": number, "email": f"{PERSON}@example.com"}, **more)


def send_all(http: Running) -> list[bytes]:
    """The answers to requests that name the canaries wherever a request can."""
    basic = {key: {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()} for key in (KEY, UNKNOWN)}
    picture = base64.b64encode(json.dumps(of_canary(50)).encode()).decode()
    answers = []
    for at, key in enumerate((KEY, UNKNOWN)):
        query = f"?writeKey={key}"
        batch = {"batch": [of_canary(at), NAMELESS, {"userId": PERSON, "type": "wrong"}], "writeKey": key}
        answers += [
            http.post(f"/v1/track{query}", of_canary(10 + at), key=None),
            http.post("/v1/track", of_canary(20 + at), basic[key], key=None),
            http.post("/v1/batch", batch, key=None),
            http.post(f"/beacon/v1/batch{query}", b'{"batch":[{"userId":"%s",]}' % PERSON.encode(), key=None),
            http.post(f"/v1/track{query}", b'{"userId":"%s","event":"A\xe9"}' % PERSON.encode(), key=None),
            http.post(f"/v1/track{query}", of_canary(30 + at, filling="x" * 40_000), key=None),
            http.post(f"/v1/nothing{query}", of_canary(at), key=None),
            http.post(f"/v1/track{query}", b"\x1f\x8b" + PERSON.encode(), {"Content-Encoding": "gzip"}, key=None),
            http.ask("GET", f"/v1/pixel/track{query}&data={picture}"),
            http.ask("GET", f"/v1/pixel/track{query}&userId={PERSON}"),
            http.ask("DELETE", f"/v1/track{query}"),
            http.ask("GET", f"/v1/projects/{key}/nothing"),
            http.ask("GET", f"/analytics.js/v1/{key}/analytics.min.js"),
            http.ask("GET", f"/v1/track HTTP/1.1\r\nX-{key}: {PERSON}\r\nContent-Length: -1\r\n\r\nGET /"),
        ]
    return [one.body for one in answers]


@pytest.mark.slow
def test_canary_keys_and_a_canary_person_are_in_no_log_metric_error_or_tail(tmp_path: Path) -> None:
    file = project(tmp_path, listen="127.0.0.1:0", sources=[{"name": "website", "keys": [KEY]}])
    with server(tmp_path, wait=0.0) as url, serving(tmp_path, file.read_text()) as http:
        told = send_all(http)
        count = len(http.records())
        with running(url, file) as process:
            process.wait_for(lambda state: events_read(state) == count)
            told += [str(process.ask(path)[1]).encode() for path in ("/status", "/metrics")]
            told.append(str(tail_of(process.state()["admin"], process.folder, count)).encode())
            process.ask("/suppressions", {"type": "delete", "userIds": [PERSON]})
            process.stop()
        http.stop()
        assert http.process.stderr is not None
        told.append(http.process.stderr.read().encode())
    for name in ("server.json", "decider.json", "audit.ndjson"):
        told.append((tmp_path / "journal" / name).read_bytes())
    told.append((tmp_path / "decider.log").read_bytes())
    assert count == 10
    for one in told:
        assert b"canary-key" not in one
        assert PERSON.encode() not in one


def tail_of(address: str, folder: Path, most: int) -> list[Any]:
    """The last lines of the tail, with all that it says of an event by default."""
    from urllib.request import Request, urlopen

    given = {"Authorization": f"Bearer {(folder / 'admin.token').read_text()}"}
    found: list[Any] = []
    with urlopen(Request(f"http://{address}/tail?back=1000&explain=1", headers=given), timeout=30) as answer:
        while len(found) < most:
            line = answer.readline()
            found += [json.loads(line[6:])] if line.startswith(b"data: ") else []
    return found


def test_keys_are_found_by_hashes_that_differ_from_process_to_process() -> None:
    source = Source(name="website", keys=("my-key",))  # type: ignore[arg-type]
    one, other = KeyTable([source]), KeyTable([source])
    assert one.find("my-key") is source
    assert one.find("my-kex") is None
    assert set(one._sources) != set(other._sources)
    assert "my-key" not in repr(vars(one))


@pytest.mark.parametrize(
    ("given", "is_right"),
    [("Bearer t0ken", True), ("bearer t0ken", True), ("Bearer t0keN", False), ("Bearer ", False), ("t0ken", False)],
)
def test_a_token_is_compared_in_constant_time(given: str, is_right: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def compare(one: bytes, other: bytes) -> bool:
        asked.append(other)
        return one == other

    monkeypatch.setattr("actions.serve.admin.token.secrets.compare_digest", compare)
    assert is_token(given, "t0ken") is is_right
    assert bool(asked) == given.lower().startswith("bearer")
    # While there is no token, none opens anything.
    assert not is_token("Bearer ", "")


@pytest.mark.parametrize("text", ["a\n2026-03-01 ERROR forged", "a\r\nb", "\x1b[2J", "\u2028line", "\x85"])
def test_no_text_breaks_a_line_of_the_log_or_steers_a_terminal(text: str) -> None:
    line = OneLine("%(levelname)s %(message)s").format(logging.makeLogRecord({"msg": text, "levelname": "INFO"}))
    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_records_of_an_earlier_format_are_read(tmp_path: Path) -> None:
    # As a release wrote it whose records ended with the body.
    payload = msgspec.msgpack.encode((5, "website", b"{}"))
    segment_path(tmp_path, 1).write_bytes(HEADER + frame(payload))
    claim = SegmentReader(tmp_path).read()
    assert [one.record for one in claim.stored] == [Record(5, "website", b"{}")]


def test_a_segment_of_a_later_format_stops_the_decider_with_what_to_do(tmp_path: Path) -> None:
    import asyncio

    file = project(tmp_path)
    write(tmp_path, [record(event(1))])
    path = segment_path(tmp_path / "journal", 1)
    path.write_bytes(b"ACTJRN\x07\x00" + path.read_bytes()[8:])

    async def run() -> tuple[str, float]:
        async with deciding(file) as (decider, _):
            return decider.problem, decider.lag

    before = time.time()
    problem, lag = asyncio.run(run())
    assert "00000001.seg has the format 7; this release reads 1: install a later one" in problem
    assert 0 <= lag <= time.time() - before + 60
