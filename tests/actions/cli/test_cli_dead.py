"""`actions dead`: what did not go through is shown, tried again and dropped."""

import json
import shutil
from pathlib import Path

import pytest

from tests.actions.cli.sending import actions, event, project, rows, server, taken, write_events
from tests.actions.outbox_files import letters, outbox_rows

SEND = ("--send", "--yes", "--format", "json")


@pytest.fixture(scope="module")
def failed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries that were refused, and a line that is not an event: made once, copied for each test."""
    root = tmp_path_factory.mktemp("failed")
    folder = project(root, "shop")
    path = write_events(root / "e.ndjson", range(2))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"type": "tra\n')
    with server(root, shop={"status": 404}) as (url, _):
        assert actions(folder, "run", str(path), *SEND, "--divert", url).returncode == 5
    return folder


@pytest.fixture
def folder(failed_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(failed_run, tmp_path / failed_run.name))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param((), ["m0", "m1", None], id="all"),
        pytest.param(("--instance", "shop"), ["m0", "m1"], id="of an instance"),
        pytest.param(("--cause", "refused"), [None], id="for a cause"),
        pytest.param(("--reason", "404"), ["m0", "m1"], id="for a reason"),
        pytest.param(("--event", "X", "--since", "1h"), ["m0", "m1"], id="of a name, lately"),
        pytest.param(("--since", "2999-01-01"), [], id="of a time to come"),
    ],
)
def test_letters_are_found_by_what_is_known_of_them(
    folder: Path, filters: tuple[str, ...], expected: list[str | None]
) -> None:
    found = rows(actions(folder, "dead", "list", "--format", "json", *filters).stdout)
    assert sorted(map(str, (one["message_id"] for one in found))) == sorted(map(str, expected))


def test_a_letter_says_what_happened_to_what(folder: Path) -> None:
    (one, *_) = rows(actions(folder, "dead", "list", "--format", "json", "--cause", "rejected").stdout)
    assert (one["event"], one["reason"], one["tries"]) == (event(0), "answered 404 Not Found", 1)
    shown = json.loads(actions(folder, "dead", "show", str(one["letter"])).stdout)
    assert shown["mapping_hash"]
    assert "3 dead letters." in actions(folder, "dead", "list").stdout


def test_a_replay_says_first_what_would_come_of_it_and_then_sends(folder: Path, tmp_path: Path) -> None:
    result = actions(folder, "dead", "replay")
    assert "2 dead letters would be delivered, 1 would fail again" in result.stdout
    assert len(letters(folder)) == 3
    with server(tmp_path, shop={}) as (url, ledger):
        sent = actions(folder, "dead", "replay", "--send", "--divert", url)
        assert (sent.returncode, taken(ledger, "shop")) == (0, ["m0", "m1"])
    assert [one["cause"] for one in letters(folder)] == ["refused"]
    assert outbox_rows(folder, "SELECT accepted, sent, dropped FROM lanes") == [(2, 2, 0)]


def test_what_fails_again_is_the_same_letter(folder: Path, tmp_path: Path) -> None:
    with server(tmp_path, shop={"status": 410}) as (url, _):
        sent = actions(folder, "dead", "replay", "--with", "recorded", "--cause", "rejected", "--send", "--divert", url)
    assert (sent.returncode, len(letters(folder))) == (5, 3)
    again = [one for one in letters(folder) if one["cause"] == "rejected"]
    assert {(one["reason"], one["tries"]) for one in again} == {("answered 410 Gone", 2)}
    assert outbox_rows(folder, "SELECT accepted, sent, dropped FROM lanes") == [(2, 0, 0)]


def test_what_was_recorded_is_sent_though_the_mapping_is_another_one_now(folder: Path, tmp_path: Path) -> None:
    mapping = folder / "mappings" / "shop.yaml"
    text = mapping.read_text(encoding="utf-8")
    changed = text.replace('type = "track"', 'type = "track", inherit: false, map: {data.n: event}')
    assert changed != text
    mapping.write_text(changed, encoding="utf-8")
    dry = actions(folder, "dead", "replay", "--with", "recorded").stdout
    assert "(event)  no payload was made of it then; --with current decides anew" in dry
    assert "2 dead letters would be delivered, 0 would fail again, 0 no longer fire, 1 cannot be tried." in dry
    with server(tmp_path, shop={}) as (url, ledger):
        sent = actions(folder, "dead", "replay", "--with", "recorded", "--send", "--divert", url)
        # What the mapping of today makes has no message id, and the server would not take it.
        assert taken(ledger, "shop") == ["m0", "m1"]
    assert (sent.returncode, sent.stdout.splitlines()) == (
        0,
        ["2 tried again, 1 dead letter left as before", "2 sent, 0 refused again, 0 waiting"],
    )
    assert [one["cause"] for one in letters(folder)] == ["refused"]


def test_letters_are_dropped_when_that_is_confirmed(folder: Path) -> None:
    assert "2 dead letters would be dropped" in actions(folder, "dead", "drop", "--instance", "shop").stdout
    assert len(letters(folder)) == 3
    assert "2 dead letters dropped" in actions(folder, "dead", "drop", "--instance", "shop", "--yes").stdout
    assert outbox_rows(folder, "SELECT accepted, sent, dropped FROM lanes") == [(2, 0, 2)]


def test_letters_are_written_to_a_new_file_only(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "letters.ndjson"
    assert "3 dead letters in" in actions(folder, "dead", "export", str(path)).stdout
    assert len(rows(path.read_text(encoding="utf-8"))) == 3
    assert actions(folder, "dead", "export", str(path)).returncode == 2


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("dead", "list", "--since", "soon"), 2, "--since soon: write 90m, 24h, 7d or 2026-03-01"),
        (("dead", "list", "--outbox", "/nowhere/o.db"), 4, "there is no outbox /nowhere/o.db"),
        (("dead", "show", "99"), 2, "there is no dead letter with that number"),
    ],
)
def test_a_mistake_is_reported_in_words(folder: Path, words: tuple[str, ...], code: int, message: str) -> None:
    done = actions(folder, *words)
    assert (done.returncode, message in done.stderr) == (code, True)


def test_a_person_is_forgotten_and_nothing_more_of_them_accepted(folder: Path, tmp_path: Path) -> None:
    def forget(*words: str) -> str:
        return actions(folder, "outbox", "forget", *words).stdout

    who = event(1)["userId"]
    assert forget("--user", who) == "0 deliveries and 1 dead letter would be deleted; --yes deletes them\n"
    assert len(letters(folder)) == 3
    text = forget("--user", who, "--suppress", "--yes").splitlines()
    assert text[0] == "0 deliveries and 1 dead letter deleted"
    assert text[1].endswith("`actions outbox allow` ends that")
    assert len(letters(folder)) == 2
    path = write_events(tmp_path / "more.ndjson", range(1, 3))
    with server(tmp_path, shop={}) as (url, ledger):
        done = actions(folder, "run", str(path), *SEND, "--again", "--divert", url)
        found = taken(ledger, "shop")
    assert [row["outcome"]["status"] for row in rows(done.stdout)] == ["suppressed", "sent"]
    assert (done.returncode, list(found)) == (0, ["m2"])
    text = actions(folder, "status").stdout.splitlines()[-2:]
    assert text[0].startswith("2 dead letters (1 more were dropped)")
    assert text[1] == "suppressed: 1 id of people of whom nothing is accepted."
    assert "accepted again" in actions(folder, "outbox", "allow", "--user", who).stdout


def test_what_a_tool_says_of_a_person_is_shown_in_full_with_the_letter_only(tmp_path: Path) -> None:
    folder, path = project(tmp_path, "shop", "desk"), tmp_path / "e.ndjson"
    person = {"email": "ada@example.com", "lastName": "Lovelace"}
    path.write_text(json.dumps(event(1) | {"context": {"traits": person}}), encoding="utf-8")
    said = "no user ada@example.com, Lovelace"
    with server(tmp_path, shop={"status": 404, "echo": said}, desk={"status": 401, "echo": said}) as (url, _):
        run = actions(folder, "run", str(path), *SEND[:2], "--divert", url)
    shown = [run.stdout + run.stderr, *(actions(folder, *words).stdout for words in (("dead", "list"), ("status",)))]
    assert [("no user •••" in text, "ada@example.com" in text) for text in shown] == [(True, False)] * 3
    assert "Lovelace" not in shown[1]
    (letter,) = letters(folder)
    assert said in letter["reason"]
    assert "ada" not in str(outbox_rows(folder, "SELECT trouble FROM lanes"))
