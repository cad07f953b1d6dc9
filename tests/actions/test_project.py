"""`Project`: loading, asking from several threads, asking lazily, and what importing it costs."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from actions import Context, Decision, Project, ProjectError
from tests.actions.small_projects import MakeProject, write_project

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
ACTION = '- {name: A, do: send, when: type = "track", map: {data: properties.n}}'


def event(number: int) -> dict[str, Any]:
    return {"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}", "properties": {"n": number}}


UNUSABLE: list[tuple[str, str | bytes | None, str]] = [
    ("no file at all", None, "there is no mapping file"),
    ("bytes that are not text", b"version: 1\n\xff\n", "a.yaml:2:1: the byte 0xff is not UTF-8"),
    ("a file of events", '{"type": "track"}', 'a.yaml:1:2: a mapping file has no key "type"'),
    ("nothing in the file", "", "a.yaml:1:1"),
]


@pytest.mark.parametrize(("content", "words"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE])
def test_what_cannot_be_used_is_said_with_its_place(tmp_path: Path, content: str | bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "a.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ProjectError) as raised:
        Project.load(tmp_path, environ={})
    assert words in str(raised.value)
    assert content is None or raised.value.report.has_errors


def test_eight_threads_get_the_same_answers(make_project: MakeProject) -> None:
    project = make_project(webhook=ACTION)
    events = [event(number) for number in range(1000)]

    def ask(_: int) -> list[Any]:
        return [[one.as_dict() for one in decisions] for decisions in map(project.decide, events, [NOW] * 1000)]

    with ThreadPoolExecutor(8) as threads:
        first, *others = threads.map(ask, range(8))
    assert [rows[0]["payload"]["data"] for rows in first] == list(range(1000))
    assert all(one == first for one in others)


def test_many_events_are_asked_for_one_at_a_time(make_project: MakeProject) -> None:
    taken: list[int] = []

    def endless() -> Iterator[dict[str, Any]]:
        for number in count():
            taken.append(number)
            yield event(number)

    decisions = make_project(webhook=ACTION).decide_many(endless(), NOW)
    assert taken == []
    assert [next(decisions)[0].message_id for _ in range(2)] == ["m0", "m1"]
    assert taken == [0, 1]


LIGHT: list[tuple[str, str, Sequence[str]]] = [
    (
        "the start of the command",
        "import actions.cli.entry",
        ("mappings", "destinations", "msgspec", "asyncio", "typer"),
    ),
    (
        "the library",
        "from actions import Decision, Project",
        ("aiohttp", "pydantic", "yaml", "rich", "json", "hashlib", "pathlib"),
    ),
    ("the command", "import actions.cli.main", ("aiohttp", "rich.progress", "pydantic", "yaml", "orjson")),
    ("a look at an outbox", "import actions.cli.outbox.status, actions.deliver.control", ("aiohttp", "yaml")),
    ("a decision", "from actions import Project; Project.load().decide({})", ("aiohttp", "asyncio", "typer")),
]


@pytest.mark.parametrize(("code", "unwanted"), [row[1:] for row in LIGHT], ids=[row[0] for row in LIGHT])
def test_nothing_heavy_is_loaded_before_it_is_needed(tmp_path: Path, code: str, unwanted: Sequence[str]) -> None:
    write_project(tmp_path, webhook=ACTION)
    program = f"{code}\nimport sys\nprint([name for name in {list(unwanted)!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


BARE = {"event": "Signed Up", "userId": "u1", "messageId": "m1", "timestamp": "2026-03-01T10:00:00Z"}
TYPED: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("none", {}, [("fired", "track")]),
    ("null", {"type": None}, [("fired", "track")]),
    ("a blank text", {"type": " "}, [("fired", "track")]),
    ("the same", {"type": "track"}, [("fired", "track")]),
    ("another type, which counts", {"type": "page"}, [("fired", "page")]),
    ("a type that there is not", {"type": "trakc"}, [("failed", "E532")]),
    ("a type that is not text", {"type": ["track"]}, [("failed", "E532")]),
]


def described(decisions: list[Decision]) -> list[tuple[str, str]]:
    return [
        (one.status, one.as_dict()["payload"]["data"] if one.payload else one.diagnostics[0].code) for one in decisions
    ]


@pytest.mark.parametrize(("says", "expected"), [row[1:] for row in TYPED], ids=[row[0] for row in TYPED])
def test_the_type_can_be_given_for_an_event_that_says(
    make_project: MakeProject, says: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    project = make_project(webhook="- {name: A, do: send, when: type exists, map: {data: type}}")
    event = BARE | says
    decided = project.decide(event, NOW, type="track")
    assert described(decided) == described(project.decide(event, Context(NOW.now, "track"))) == expected
    assert described(project.explain(event, NOW, type="track")) == described(
        next(project.decide_many([event], NOW, type="track"))
    )
    for strict in (False, True):
        rows = b"".join(
            project.process_lines(json.dumps(event).encode(), NOW, strict=strict, type="track")
        ).splitlines()
        assert [json.loads(row).get("delivery_id") for row in rows] == [one.delivery_id for one in decided]
    assert event == BARE | says


def test_an_event_has_the_same_id_whether_it_says_its_type_or_not(make_project: MakeProject) -> None:
    project = make_project(webhook="- {name: A, do: send, when: type exists}")
    bare = {name: value for name, value in BARE.items() if name != "messageId"}
    given = project.decide(bare, NOW, type="track")
    assert [one.delivery_id for one in given] == [
        one.delivery_id for one in project.decide(bare | {"type": "track"}, NOW)
    ]


def test_a_type_that_there_is_not_cannot_be_given(make_project: MakeProject) -> None:
    project = make_project(webhook="- {name: A, do: send, when: type exists}")
    with pytest.raises(ValueError, match='there is no event type "trakc"; did you mean "track"'):
        project.decide(BARE, NOW, type="trakc")
    with pytest.raises(ValueError, match="write one of track, identify"):
        project.process_lines(b"{}", type="purchase")


TWO = 'actions: [{do: purchase}, {do: track, when: type = "track"}, {do: identify, when: type = "identify"}]'
FIRST = (
    {"type": "track", "event": "Order Completed", "userId": "u", "properties": {"revenue": 5}},
    {"type": "track", "event": "Any Other", "userId": "u"},
    {"type": "identify", "userId": "u", "traits": {"name": "Ada"}},
)


@pytest.mark.parametrize("event", FIRST, ids=["two actions of one name", "a name of no action", "another type"])
def test_a_warm_project_makes_nothing_more_for_the_first_event(
    event: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"version: 1\ndestination: mixpanel\nsettings: {{project_token: {{secret: T}}}}\n{TWO}\n"
    project, cold = Project.from_texts({"a.yaml": text}).warm(), Project.from_texts({"a.yaml": text})
    context = Context(datetime(2026, 3, 2, tzinfo=UTC))
    expected = [one.as_dict() for one in cold.decide(event, context)]
    monkeypatch.setattr("mappings.expr.compiled.load.compile_source", _refuse)
    monkeypatch.setattr("mappings.expr.compiled.load.load", _refuse)
    assert [one.as_dict() for one in project.decide(event, context)] == expected != []


def _refuse(*_: object) -> None:
    raise KeyboardInterrupt


def test_parts_of_one_project_are_projects_of_their_own() -> None:
    text = """version: 1
destination: webhook
name: {}
settings: {{url: {{env: URL}}}}
actions: [{{do: send, when: type = "track"}}]
"""
    texts = {f"{name}.yaml": text.format(name) for name in ("one", "two")}
    project = Project.from_texts(texts, {"URL": "https://example.com/", "SECRET": "s"})
    one, two = project.only(["one"]), project.only(["two"])
    assert [list(part.plan.instances) for part in (one, two, project)] == [["one"], ["two"], ["one", "two"]]
    assert one._environ == project._environ
