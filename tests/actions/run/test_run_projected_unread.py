"""What no action reads of a line is only checked to be JSON in UTF-8; what is read is checked whole."""

import json

import pytest

from tests.actions.run.projected import ONE, line_of, written
from tests.actions.run.test_run_whole_lines import decisions_of, slow_line
from tests.actions.small_projects import MakeProject

UNREAD: list[tuple[str, bytes, str]] = [
    ("a float beyond what Python holds", b'"x":1e999', "E536"),
    ("an integer beyond 64 bits", b'"x":123456789012345678901234567890', "E538"),
    ("a value that goes too deep", b'"x":' + b"[" * 70 + b"]" * 70, "E537"),
    ("an integer of thousands of digits", b'"x":' + b"9" * 5000, "E538"),
    ("all of them inside others", b'"x":{"y":[1e999,' + b"[" * 70 + b"]" * 70 + b"," + b"9" * 30 + b"]}", ""),
]


@pytest.mark.parametrize(("extra", "code"), [row[1:] for row in UNREAD], ids=[row[0] for row in UNREAD])
@pytest.mark.parametrize("besides", [b"", b'"y":"a backslash: \\\\"', b'"integrations":{"Nobody":false}'])
def test_what_nobody_reads_is_not_looked_at_unless_asked_for(
    make_project: MakeProject, extra: bytes, code: str, besides: bytes
) -> None:
    project = make_project(webhook=ONE)
    line = line_of(extra + b"," + besides if besides else extra)
    assert written(project, line) == written(project, line_of())
    # Nor do bytes elsewhere that are not UTF-8 change anything.
    assert written(project, line + b"\xff\n").splitlines()[0] == written(project, line).splitlines()[0]
    (refused,) = written(project, line, strict=True).splitlines()
    assert code in [one["code"] for one in json.loads(refused)["diagnostics"]] or not code
    assert refused + b"\n" == b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))


def test_items_of_which_nothing_is_read_are_there_in_all_ways(make_project: MakeProject) -> None:
    action = "- {name: A, do: send, inherit: false, when: type exists, each: properties.products, set: {data.x: 1}}"
    project = make_project(webhook=action)
    line = line_of(b'"x":1e999,"properties":{"products":[{"id":"a"},{},{"id":"b"}]}')
    rows = written(project, line)
    assert rows.count(b'"x":1') == 2
    assert b"".join(written(project, line + b"\xff\n").splitlines(keepends=True)[:2]) == rows


READ: list[tuple[str, bytes]] = [
    ("in a field that an action reads", b'"properties":{"plan":"pro","total":1e999}'),
    ("as the event's id", b'"messageId":' + b"9" * 30),
    ("as the person's id", b'"userId":1e999'),
    ("in the place of an object", b'"context":1e999'),
    ("in a list in the place of an object", b'"properties":[1e999]'),
    ("beside NaN, which is not JSON", b'"x":[NaN,1e999]'),
]


@pytest.mark.parametrize("extra", [row[1] for row in READ], ids=[row[0] for row in READ])
def test_what_is_read_is_looked_at(make_project: MakeProject, extra: bytes) -> None:
    project = make_project(webhook=ONE)
    line = line_of(extra)
    (refused,) = written(project, line).splitlines()
    assert refused + b"\n" == b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))


def test_who_reads_the_whole_event_looks_at_all_of_it(make_project: MakeProject) -> None:
    project = make_project(webhook=ONE + '- {name: All, do: send, when: event = "Signed Up"}')
    assert b"E536" in written(project, line_of(b'"x":1e999', event="Signed Up"))
    assert b"E536" not in written(project, line_of(b'"x":1e999'))


def test_who_would_read_the_whole_event_looks_at_all_of_it(make_project: MakeProject) -> None:
    project = make_project(
        webhook="- {name: A, do: send, inherit: false, when: type exists, map: {data: {from: [\"'text'\", '@']}}}"
    )
    for line in (line_of(b'"x":1e999'), line_of(b'"x":1e999,"y":"a backslash: \\\\"')):
        assert b"E536" in written(project, line)


def test_bytes_that_are_no_utf8_are_seen_wherever_they_are(make_project: MakeProject) -> None:
    project = make_project(webhook=ONE)
    line = line_of(b'"x":"\xff"')
    assert written(project, line_of() + line) == written(project, line_of() + line, strict=True)
    assert b"E540" in written(project, line)
