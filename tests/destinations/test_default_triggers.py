"""What fires by default, and what does not, beyond the events of each destination's cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions import Context, Project

SETTINGS = {
    "amplitude": {"api_key": {"secret": "KEY"}},
    "braze": {"api_key": {"secret": "KEY"}, "instance": "fra-01"},
    "customerio": {"site_id": "s", "api_key": {"secret": "KEY"}},
    "mixpanel": {"project_token": {"secret": "KEY"}},
    "posthog": {"project_api_key": {"secret": "KEY"}},
    "segment": {"write_key": {"secret": "KEY"}},
}
ALIAS: dict[str, Any] = {"type": "alias", "messageId": "m1", "timestamp": "2026-03-01T10:15:30Z", "userId": "u1"}
IDENTIFY = {**ALIAS, "type": "identify"}
ALIASING = (
    ("amplitude", "alias"),
    ("customerio", "merge"),
    ("mixpanel", "alias"),
    ("posthog", "alias"),
    ("segment", "alias"),
)
FIRES: list[tuple[str, str, str, dict[str, Any], bool]] = [
    *((tool, do, "two ids", {**ALIAS, "previousId": "old"}, True) for tool, do in ALIASING),
    # A tool that joins a person with themself may drop them for good.
    *((tool, do, "the same id twice", {**ALIAS, "previousId": "u1"}, False) for tool, do in ALIASING),
    ("braze", "merge_guest", "an e-mail address", {**IDENTIFY, "traits": {"email": "ada@example.com"}}, True),
    ("braze", "merge_guest", "no e-mail address", {**IDENTIFY, "traits": {"plan": "pro"}}, False),
]


@pytest.mark.parametrize(
    ("tool", "do", "event", "fires"),
    [(tool, do, event, fires) for tool, do, _, event, fires in FIRES],
    ids=[f"{tool}.{do} of {name}" for tool, do, name, *_ in FIRES],
)
def test_an_action_type_fires_by_default(
    tmp_path: Path, tool: str, do: str, event: dict[str, Any], fires: bool
) -> None:
    settings = json.dumps(SETTINGS[tool])
    file = tmp_path / f"{tool}.yaml"
    file.write_text(f"version: 1\ndestination: {tool}\nsettings: {settings}\nactions: [{{do: {do}}}]")
    decisions = Project.load(file).decide(event, Context.current())
    assert [one.status for one in decisions] == (["fired"] if fires else [])
