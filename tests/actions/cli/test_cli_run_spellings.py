"""`actions run` warns of orders that come in several spellings, or in another than an own trigger names."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.small_projects import write_project

LEFT_OUT = '- do: track\n  when: event != "Order Completed"\n'
SPELLED = '- do: track\n  when: spec_name(event) != "Order Completed"\n'
TWO_WAYS = 'the same event is called "Order Completed" and "order completed"; default triggers take it by each'
LETTER_BY_LETTER = 'mixpanel.track compares the event\'s name with "Order Completed" letter by letter'


def warnings(folder: Path, *names: str, options: tuple[str, ...] = ()) -> str:
    event = {"type": "track", "userId": "u1", "timestamp": "2026-03-01T10:15:30Z", "properties": {"revenue": 1}}
    path = folder / "events.ndjson"
    path.write_text("".join(json.dumps({**event, "event": name}) + "\n" for name in names), encoding="utf-8")
    answer = CliRunner().invoke(app, ["run", str(path), "-C", str(folder), "--format", "json", *options])
    assert answer.exit_code == 0
    return answer.stderr


@pytest.mark.parametrize(
    ("actions", "names", "messages"),
    [
        ("- do: purchase\n", ("Order Completed", "order completed"), [TWO_WAYS]),
        ("- do: purchase\n" + LEFT_OUT, ("order completed",), [LETTER_BY_LETTER]),
        ("- do: purchase\n" + LEFT_OUT, ("order completed", "Order Completed"), [TWO_WAYS, LETTER_BY_LETTER]),
        ("- do: purchase\n" + LEFT_OUT, ("Order Completed", "Signed Up", "signed up"), []),
        ("- do: purchase\n" + SPELLED, ("order completed",), []),
        ("- do: purchase\n", ("order completed", "order completed", "Completed Order"), []),
        (LEFT_OUT, ("order completed", "Order Completed"), []),
    ],
    ids=[
        "two spellings",
        "a spelling that another action does not leave out",
        "both",
        "usual names",
        "any spelling is left out",
        "one spelling of each name",
        "nothing fires by default",
    ],
)
def test_spellings_of_orders_are_reported(
    tmp_path: Path, actions: str, names: tuple[str, ...], messages: list[str]
) -> None:
    said = warnings(write_project(tmp_path, mixpanel=actions), *names)
    assert said.count("actions: warning:") == len(messages)
    assert all(one in said for one in messages)


def test_several_processes_count_spellings_together(tmp_path: Path) -> None:
    folder = write_project(tmp_path, mixpanel="- do: purchase\n")
    assert TWO_WAYS in warnings(folder, "Order Completed", "order completed", options=("--jobs", "2"))
