"""A project of many actions and many events, as large ones are."""

import json
from pathlib import Path

FILES, ACTIONS_OF_A_FILE = 10, 20
ACTION = """\
  - name: Action {number}
    do: track
    when:
      all:
        - type: track
        - event: Event {number}
        - properties.revenue: {{above: {limit}}}
    map:
      properties: {{from: properties, except: [email, phone]}}
      properties.plan: context.traits.plan
"""
HEAD = """\
version: 1
destination: mixpanel
name: shop{file}
settings: {{project_token: {{secret: TOKEN}}}}
actions:
"""


def write_big_project(folder: Path, events: int = 20_000) -> None:
    """200 actions in ten files, and so many events, of which most fire one of them."""
    (folder / "mappings").mkdir(parents=True)
    (folder / "samples").mkdir()
    for file in range(FILES):
        numbers = range(file * ACTIONS_OF_A_FILE, (file + 1) * ACTIONS_OF_A_FILE)
        actions = "".join(ACTION.format(number=number, limit=number % 7) for number in numbers)
        (folder / "mappings" / f"shop{file}.yaml").write_text(HEAD.format(file=file) + actions, "utf-8")
    with (folder / "samples" / "events.ndjson").open("w", encoding="utf-8") as lines:
        for number in range(events):
            lines.write(json.dumps(_event(number)) + "\n")


def _event(number: int) -> dict[str, object]:
    return {
        "type": "track",
        "event": f"Event {number % 210}",
        "messageId": f"m-{number:05}",
        "userId": f"u_{number % 997}",
        "timestamp": f"2026-03-{1 + number % 28:02}T{number % 24:02}:15:30Z",
        "properties": {"revenue": number % 50, "label": f"label {number % 13}", "email": "ada@example.com"},
        "context": {"traits": {"plan": ("free", "pro")[number % 2]}},
    }
