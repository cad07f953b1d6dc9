"""A secret and a person are looked for wherever something is written down, in many spellings."""

import base64
import html
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.actions.cli.sending import ENVIRONMENT, actions, project, server

SECRET = ENVIRONMENT["HOOK_SECRET"].removeprefix("whsec_")
PERSON = "canary.person+1@example.com"
SEND = ("--send", "--yes")


def spellings(text: str) -> Iterator[bytes]:
    """The ways in which the text could stand somewhere."""
    raw = text.encode()
    yield raw
    yield raw.lower()
    yield raw.upper()
    yield raw[::-1]
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield base64.b64encode(raw).rstrip(b"=")
    # Behind one or two other bytes base64 gives other letters; those at the ends depend on the neighbours.
    yield base64.b64encode(b"x" + raw)[4:-4]
    yield base64.b64encode(b"xx" + raw)[4:-4]
    yield quote(text, safe="").encode()
    yield quote_plus(quote(text, safe="")).encode()
    yield json.dumps(text).strip('"').encode()
    yield html.escape(text).encode()
    yield text.encode("utf-16-le")


def found(text: str, contents: dict[str, bytes]) -> list[str]:
    """Where the text stands, whatever the spelling."""
    return sorted({name for name, content in contents.items() for one in spellings(text) if one in content})


def contents(folder: Path, **more: str) -> dict[str, bytes]:
    files = {one.name: one.read_bytes() for one in (folder / ".actions").iterdir() if one.is_file()}
    return files | {name: text.encode() for name, text in more.items()}


def event(number: int) -> dict[str, object]:
    return {"type": "track", "event": "X", "userId": PERSON, "messageId": f"m{number}"}


@pytest.mark.parametrize("number", range(14))
def test_the_search_finds_what_is_planted_in_each_spelling(number: int) -> None:
    planted = list(spellings(SECRET))[number]
    assert found(SECRET, {"log": b"... " + planted + b" ..."}) == ["log"]


@pytest.mark.slow
@pytest.mark.parametrize("status", [401, 404])
def test_a_secret_is_in_no_file_and_no_output(tmp_path: Path, status: int) -> None:
    folder, path = project(tmp_path, "shop"), tmp_path / "e.ndjson"
    path.write_text(json.dumps(event(1)), encoding="utf-8")
    with server(tmp_path, shop={"status": status, "echo": ENVIRONMENT["HOOK_SECRET"]}) as (url, _):
        runs = [actions(folder, "run", str(path), *SEND, "--requests", "--divert", url)]
    runs += [actions(folder, *words) for words in (("dead", "list", "--format", "json"), ("status",))]
    written = contents(folder, out="".join(one.stdout for one in runs), error="".join(one.stderr for one in runs))
    assert found(SECRET, written) == []
    # Of the event, a letter and what waits need all.
    assert found(PERSON, {name: text for name, text in written.items() if name not in ("out", "outbox.db")}) == []


def test_a_person_is_in_no_file_once_the_delivery_has_arrived(tmp_path: Path) -> None:
    folder, path = project(tmp_path, "shop"), tmp_path / "e.ndjson"
    path.write_text("".join(json.dumps(event(number)) + "\n" for number in range(30)), encoding="utf-8")
    with server(tmp_path, shop={}) as (url, _):
        done = actions(folder, "run", str(path), *SEND, "--divert", url)
    assert done.returncode == 0
    assert found(PERSON, contents(folder, error=done.stderr)) == []
