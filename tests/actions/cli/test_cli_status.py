"""`actions status`, `pause`, `resume`, and `dead` beside a process that has the outbox."""

import json
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.actions.cli.sending import actions, project, server, start, taken, write_events

SEND = ("--send", "--yes", "--format", "json")


def status(folder: Path) -> dict[str, Any]:
    done = actions(folder, "status", "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def until(holds: Callable[[], bool], most: float = 120.0) -> None:
    end = time.monotonic() + most
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def following(folder: Path, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`actions deliver --follow`, at work."""
    program = start(folder, "deliver", "--follow", "--yes", "--divert", url, stdout=subprocess.DEVNULL)
    try:
        until((folder / ".actions" / "outbox.db.socket").exists)
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()


def adds_up(expected: dict[str, Any]) -> bool:
    return all(
        one["accepted"] == one["sent"] + one["waiting"] + one["dead"] + one["dropped"]
        for one in expected["instances"].values()
    )


def test_what_is_accepted_is_sent_waits_is_dead_or_was_dropped(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop", "crm", "desk")
    path = write_events(tmp_path / "e.ndjson", range(40))
    with server(tmp_path, shop={}, crm={"status": 404}, desk={"status": 401}) as (url, _):
        actions(folder, "run", str(path), *SEND, "--divert", url)
    reply = status(folder)
    facts = {
        name: tuple(one[key] for key in ("accepted", "sent", "waiting", "dead", "dropped"))
        for name, one in reply["instances"].items()
    }
    assert facts == {"shop": (40, 40, 0, 0, 0), "crm": (40, 0, 0, 40, 0), "desk": (40, 0, 40, 0, 0)}
    assert (reply["owner"], reply["letters"], adds_up(reply)) == (None, 40, True)
    troubles = [reply["instances"][name]["last_trouble"] for name in ("shop", "crm", "desk")]
    assert troubles == [None, None, "answered 401 Unauthorized"]
    actions(folder, "dead", "drop", "--event", "X", "--yes")
    reply = status(folder)
    assert (reply["instances"]["crm"]["dropped"], reply["letters"], adds_up(reply)) == (40, 0, True)
    assert "no process delivers at present" in actions(folder, "status").stdout
    metrics = actions(folder, "status", "--metrics").stdout.splitlines()
    assert 'actions_deliveries_sent_total{instance="shop"} 40' in metrics
    assert 'actions_outbox_size{instance="desk"} 40' in metrics


@pytest.mark.slow
def test_the_owner_is_asked_and_reported_to_pause_and_to_go_on(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop", "crm")
    path = write_events(tmp_path / "e.ndjson", range(30))
    with server(tmp_path, shop={"status": 401}, crm={"status": 404}) as (url, _):
        actions(folder, "run", str(path), *SEND, "--divert", url)
    assert actions(folder, "pause", "shop", "--reason", "they asked us to").returncode == 0
    with server(tmp_path, shop={}, crm={}) as (url, ledger), following(folder, url) as program:
        reply = status(folder)
        shop = reply["instances"]["shop"]
        assert (reply["owner"], shop["paused"], shop["waiting"]) == (program.pid, "they asked us to", 30)
        mode = (folder / ".actions" / "outbox.db.socket").stat().st_mode
        assert (stat.S_ISSOCK(mode), stat.S_IMODE(mode)) == (True, 0o600)
        assert "30 dead letters." in actions(folder, "dead", "list").stdout
        assert f"process {program.pid} delivers" in actions(folder, "status").stdout
        assert taken(ledger, "shop") == []
        assert actions(folder, "resume", "shop").returncode == 0
        until(lambda: len(taken(ledger, "shop")) == 30)
        until(lambda: status(folder)["instances"]["shop"]["sent"] == 30)
        assert adds_up(status(folder))
    assert status(folder)["instances"]["shop"]["paused"] is None


@pytest.mark.slow
def test_who_watches_sees_what_changes_until_it_is_enough(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    with server(tmp_path, shop={}) as (url, _):
        actions(folder, "run", str(write_events(tmp_path / "e.ndjson", [1])), *SEND, "--divert", url)
    watching = start(folder, "status", "--watch", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert watching.stdout
    while b"no process delivers" not in (line := watching.stdout.readline()):
        assert line
    assert actions(folder, "pause", "shop", "--reason", "lunch").returncode == 0
    while b"paused: lunch" not in (line := watching.stdout.readline()):
        assert line
    watching.send_signal(signal.SIGINT)
    _, errors = watching.communicate()
    assert (watching.returncode, b"Traceback" in errors) == (130, False)


def test_an_instance_that_nobody_knows_is_reported_in_words(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    assert "there is no outbox" in actions(folder, "status").stderr
    with server(tmp_path, shop={}) as (url, _):
        actions(folder, "run", str(write_events(tmp_path / "e.ndjson", [1])), *SEND, "--divert", url)
    done = actions(folder, "pause", "shp")
    assert (done.returncode, "nothing was ever accepted for shp; there are shop" in done.stderr) == (4, True)


@pytest.mark.slow
def test_files_are_read_again_on_a_hangup_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    mapping = folder / "mappings" / "shop.yaml"
    sound = mapping.read_text(encoding="utf-8")
    with server(tmp_path, shop={"status": 401}, crm={}) as (url, ledger):
        actions(folder, "run", str(write_events(tmp_path / "e.ndjson", range(20))), *SEND, "--divert", url)
        program = start(folder, "deliver", "--follow", "--yes", "--divert", url, stderr=subprocess.PIPE)
        assert program.stderr
        until((folder / ".actions" / "outbox.db.socket").exists)
        for text, words in (("version: 9", b"as they were"), (sound.replace("shop.example", "crm.example"), b"again")):
            mapping.write_text(text, encoding="utf-8")
            program.send_signal(signal.SIGHUP)
            while words not in (line := program.stderr.readline()):
                assert line
        until(lambda: len(taken(ledger, "crm")) == 20)
        program.send_signal(signal.SIGTERM)
        program.communicate()
    assert status(folder)["instances"]["shop"]["sent"] == 20


@pytest.mark.slow
def test_an_instance_that_is_paused_by_a_wrong_secret_goes_on_with_the_right_one(tmp_path: Path) -> None:
    folder, secrets = project(tmp_path, "shop"), tmp_path / ".env"
    mapping = folder / "mappings" / "shop.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("secret: {", "headers: {X-Key: {secret: SHOP_KEY}}, secret: {"), encoding="utf-8")
    secrets.write_text("SHOP_KEY=key-of-last-year\n", encoding="utf-8")
    words = ("--env-file", str(secrets), "--divert")
    with server(tmp_path, shop={"key": "key-of-today"}) as (url, ledger):
        path = write_events(tmp_path / "e.ndjson", range(20))
        assert actions(folder, "run", str(path), *SEND, *words, url).returncode == 5
        # Also when no process delivers any more.
        assert status(folder)["instances"]["shop"]["paused"] == "answered 401 Unauthorized"
        assert "shop is paused: answered 401" in actions(folder, "status", "--healthy", "1h").stdout
        program = start(folder, "deliver", "--follow", "--yes", *words, url, stderr=subprocess.PIPE)
        until(lambda: status(folder)["owner"] == program.pid)
        until(lambda: (status(folder)["instances"]["shop"]["paused"] or "").startswith("answered 401"))
        secrets.write_text("SHOP_KEY=key-of-today\n", encoding="utf-8")
        program.send_signal(signal.SIGHUP)
        until(lambda: len(taken(ledger, "shop")) == 20)
        until(lambda: status(folder)["instances"]["shop"]["paused"] is None)
        program.send_signal(signal.SIGTERM)
        _, printed = program.communicate()
        assert b"reading the files again as soon as requests under way have ended, in 10 s at most" in printed
    with server(tmp_path, shop={"key": "key-of-tomorrow"}) as (url, ledger):
        path = write_events(tmp_path / "more.ndjson", range(20, 40))
        assert actions(folder, "run", str(path), *SEND, *words, url).returncode == 5
        secrets.write_text("SHOP_KEY=key-of-tomorrow\n", encoding="utf-8")
        assert actions(folder, "deliver", "--yes", *words, url).returncode == 0
        assert sorted(taken(ledger, "shop")) == sorted(f"m{number}" for number in range(40))
    assert adds_up(status(folder))


@pytest.mark.slow
def test_health_is_an_exit_code(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop", "crm")
    path = write_events(tmp_path / "e.ndjson", range(3))

    def health(age: str = "15m") -> tuple[int, list[str]]:
        done = actions(folder, "status", "--healthy", age)
        return done.returncode, (done.stdout or done.stderr).splitlines()

    with server(tmp_path, shop={}, crm={"hang": True}) as (url, _):
        actions(folder, "run", str(write_events(tmp_path / "none.ndjson", [])), *SEND, "--divert", url)
        assert health() == (1, ["no process delivers"])
        words = ("run", str(path), "-", *SEND, "--divert", url)
        program = start(folder, *words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            until(lambda: health()[0] == 0 and status(folder)["instances"]["shop"]["sent"] == 3)
            code, [reported] = health("0.1s")
            assert (code, reported.rpartition(" for ")[0]) == (1, "crm: the oldest delivery has waited")
            actions(folder, "pause", "crm", "--reason", "they asked")
            assert health() == (1, ["crm is paused: they asked"])
        finally:
            program.kill()
            program.communicate()
    assert health("soon") == (2, ["actions: soon is not an age; write 90s, 15m, 24h or 7d"])


def test_logs_of_a_process_that_delivers_are_lines_of_json(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(3))
    with server(tmp_path, shop={"status": 401}) as (url, _):
        actions(folder, "run", str(path), *SEND, "--divert", url)
    with server(tmp_path, shop={"status": 404, "echo": "whoever u1 is"}) as (url, _):
        done = actions(folder, "deliver", "--yes", "--divert", url, "--log", "json")
    messages = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    refused = [one for one in messages if one["level"] == "WARNING"]
    assert {(one["instance"], one["status"], one["number"]) for one in refused} == {("shop", 404, 1)}
    assert len({one["delivery_ids"][0] for one in refused}) == 3
    # What became of them all, in a line of its own.
    assert [(one["waiting"], one["level"]) for one in messages if one not in refused] == [(0, "INFO")]
    assert "whoever" not in json.dumps(messages)
