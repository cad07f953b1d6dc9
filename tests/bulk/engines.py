"""What the tests of bulk engines share: events, what is right about them, and whether an engine is there."""

import json
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from actions import Context, Project
from tests.actions.small_projects import write_project

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
START = datetime(2026, 3, 1, tzinfo=UTC)
ACTIONS = {
    "mixpanel": '- {name: All, do: track}\n- {name: Paid, do: purchase, when: event = "Order Completed"}\n'
    "- {name: Fails, do: track, when: properties.bad = true, map: {event: {from: properties.gone, required: true}}}",
    "webhook": '- {do: send, when: type = "identify"}',
}
Key = tuple[str, str, str]


def needed(name: str) -> Any:
    """The module of that name, or a skip that says how to have it; where it was said to be there, a failure."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        missing(f"{name} is not installed: run make clusters")


def needed_program(name: str, advice: str) -> str:
    """The path of a program; as `needed`."""
    found = shutil.which(name)
    if found is None:
        missing(f"there is no {name}: {advice}")
    return str(found)


def missing(reason: str) -> None:
    assert not os.environ.get("CLUSTERS_MUST_BE_THERE"), reason
    pytest.skip(reason)


def make_events(count: int) -> list[bytes]:
    """Lines of JSON: mostly a track event each, some of which nobody wants, fail, or cannot be read."""
    return [_line(number) for number in range(count)]


def _line(number: int) -> bytes:
    if number % 101 == 100:
        return b'{"type": "track", "userId": '
    event: dict[str, Any] = {
        "type": ("track", "track", "track", "identify", "page")[number % 5],
        "userId": f"u_{number % 97}",
        "messageId": f"m-{number}",
        "timestamp": (START + timedelta(seconds=number)).isoformat(),
    }
    if event["type"] == "track":
        event["event"] = "Order Completed" if number % 3 else "Gesehen: ä €"
        event["properties"] = {"order_id": f"A{number}", "revenue": number / 100, "bad": number % 31 == 0}
    return json.dumps(event, ensure_ascii=bool(number % 2)).encode()


def load(folder: Path) -> Project:
    folder.mkdir()
    return Project.load(write_project(folder, **ACTIONS), environ={})


def expected(project: Project, lines: Iterable[bytes]) -> dict[Key, str]:
    """What `process_lines` says: the payload of each delivery by instance, action and id."""
    rows = [json.loads(row) for row in b"".join(project.process_lines(b"\n".join(lines), NOW)).splitlines()]
    return {
        (one["instance"], one["action"], one["delivery_id"]): json.dumps(one["payload"], sort_keys=True)
        for one in rows
        if "payload" in one
    }


def decided(rows: Iterable[dict[str, Any]]) -> dict[Key, str]:
    """The same of rows that an engine gave; none may be there twice."""
    fired = [one for one in rows if one["payload"] is not None]
    found = {
        (one["instance"], one["action"], one["delivery_id"]): json.dumps(json.loads(one["payload"]), sort_keys=True)
        for one in fired
    }
    assert len(found) == len(fired)
    return found


def failures(rows: Iterable[dict[str, Any]]) -> int:
    """How many rows have diagnostics."""
    return sum(one["failed"] is not None for one in rows)


def expected_failures(project: Project, lines: Iterable[bytes]) -> int:
    """How many `process_lines` writes."""
    rows = b"".join(project.process_lines(b"\n".join(lines), NOW)).splitlines()
    return sum("diagnostics" in json.loads(row) for row in rows)
