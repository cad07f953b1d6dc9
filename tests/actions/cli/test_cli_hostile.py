"""Events made to break something: each gets its decision, and the rest of the batch goes on."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.small_projects import write_project

EVENT: dict[str, Any] = {"type": "track", "event": "X", "userId": "u", "messageId": "m", "properties": {}}
FIRED = "fired"


def with_properties(text: str) -> bytes:
    return json.dumps(EVENT).replace('"properties": {}', f'"properties": {text}').encode("utf-8", "surrogatepass")


def changed(**fields: Any) -> bytes:
    return json.dumps(EVENT | fields).encode()


ROWS: list[tuple[str, bytes, str]] = [
    ("a thousand brackets", b"[" * 1000 + b"]" * 1000, "E530"),
    ("a hundred thousand brackets", b"[" * 100_000, "E537"),
    ("properties nested 100 deep", with_properties('{"a":' * 100 + "1" + "}" * 100), "E537"),
    ("properties nested 60 deep", with_properties('{"a":' * 60 + "1" + "}" * 60), FIRED),
    ("NaN", with_properties('{"a": NaN}'), "E536"),
    ("minus infinity", with_properties('{"a": [-Infinity]}'), "E536"),
    ("a number beyond all floats", with_properties('{"a": 1e999}'), "E536"),
    ("2^64", with_properties('{"a": 18446744073709551616}'), "E538"),
    ("the largest integer of 64 bits", with_properties('{"a": 18446744073709551615}'), FIRED),
    ("400 digits", with_properties('{"a": ' + "9" * 400 + "}"), "E538"),
    ("5000 digits", with_properties('{"a": ' + "9" * 5000 + "}"), "E538"),
    ("two equal keys", with_properties('{"a": 1, "a": 2}'), FIRED),
    ("a lone surrogate", with_properties('{"a": "\\ud800"}'), "E539"),
    ("a lone surrogate in a key", with_properties('{"\\udfff": 1}'), "E539"),
    ("a NUL", with_properties('{"a": "x\\u0000y"}'), FIRED),
    ("bytes that are not UTF-8", b'{"type": "\xff"}', "E540"),
    ("an overlong slash", b'{"type": "\xc0\xaf"}', "E540"),
    ("a line cut short", b'{"type": "track", "event', "E540"),
    ("nothing but a text", b'"track"', "E530"),
    ("null", b"null", "E530"),
    ("an id that is an object", changed(userId={"a": 1}), "E534"),
    ("an id of 70 bits", changed(userId=2**70), "E538"),
    ("a lone surrogate in the message id", changed(messageId="\ud800"), "E539"),
    ("a message id of 5000 digits", b'{"messageId": ' + b"9" * 5000 + b', "type": "track"}', "E538"),
    ("a message id that is a list", changed(messageId=[1]), "W534"),
    ("the year 99999", changed(timestamp="99999-01-01T00:00:00Z"), "E535"),
    ("a time beyond all floats' reach", changed(timestamp=1e300), "E535"),
    (
        "names that Python could take for code",
        with_properties('{"__class__": "{0.__init__}", "x\\"]": "{{7*7}}"}'),
        FIRED,
    ),
    ("SQL for a name", changed(event="'); DROP TABLE events;--"), FIRED),
    ("a line over 1 MiB", with_properties('{"a": "' + "x" * (1 << 20) + '"}'), "E540"),
    ("20 000 properties", with_properties(json.dumps({f"k{number}": 1 for number in range(20_000)})), FIRED),
]


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The decisions about all rows in one file, an ordinary event at its end."""
    folder = write_project(tmp_path_factory.mktemp("hostile"), webhook='- {name: A, do: send, when: type = "track"}')
    path = folder / "events.ndjson"
    path.write_bytes(b"\n".join([*(row[1] for row in ROWS), changed(messageId="last")]))
    answer = CliRunner().invoke(app, ["run", str(path), "-C", str(folder), "--format", "json"])
    assert answer.exit_code == 0
    return [json.loads(line, parse_constant=pytest.fail) for line in answer.stdout.splitlines()]


@pytest.mark.parametrize(
    ("number", "expected"), list(enumerate((row[2] for row in ROWS), 1)), ids=[row[0] for row in ROWS]
)
def test_a_hostile_event_gets_one_decision(decided: list[dict[str, Any]], number: int, expected: str) -> None:
    [decision] = (one for one in decided if one["line"] == number)
    codes = [one["code"] for one in decision["diagnostics"]]
    assert (codes or [decision["status"]]) == [expected]
    assert bool(decision["requests"]) == (not expected.startswith("E"))


def test_the_rest_of_the_batch_goes_on(decided: list[dict[str, Any]]) -> None:
    assert (decided[-1]["message_id"], decided[-1]["status"]) == ("last", FIRED)


def test_what_steers_a_terminal_is_shown_and_not_done(tmp_path: Path) -> None:
    folder = write_project(tmp_path, mixpanel="- {name: A, do: track}")
    path = folder / "events.ndjson"
    path.write_bytes(changed(event="\x1b[31mred\x07\u202e", properties={"\x1b]0;x": "\x9b"}))
    answer = CliRunner().invoke(app, ["run", str(path), "-C", str(folder), "--requests"])
    assert r"\x1b[31mred\x07\u202e" in answer.stdout
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(answer.stdout)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_file_whose_name_is_no_unicode_is_read_as_any_other(tmp_path: Path, form: str) -> None:
    folder = write_project(tmp_path, webhook='- {name: A, do: send, when: type = "track"}')
    path = folder / "caf\udce9.ndjson"
    path.write_bytes(changed())
    answer = CliRunner().invoke(app, ["run", str(path), "-C", str(folder), "--format", form])
    assert answer.exit_code == 0
    assert "caf" in answer.stdout
