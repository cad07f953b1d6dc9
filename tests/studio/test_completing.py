"""What is offered at a place of a half-written mapping file."""

import json
from pathlib import Path

import pytest

from actions.studio.model.completing.offers import offers
from actions.studio.model.files.events import Events

EVENT = {
    "type": "track", "event": "Order Completed", "messageId": "m1", "userId": "u1",
    "properties": {"total": 1, "tax": 2, "first name": "x"}, "context": {"page": {"path": "/"}},
}  # fmt: skip
HEAD = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\n"
MAP = f"{HEAD}actions:\n  - name: Clicks\n    do: track\n    map:\n"
WHEN = f"{HEAD}actions:\n  - name: Clicks\n    do: track\n    when:\n"
ACTION = f"{HEAD}actions:\n  - name: Clicks\n    do: track\n"

# A `|` stands where the cursor is: the first things offered, and what must not be among them.
PLACES = {
    "the first keys of a file": ("vers|", ["version"], []),
    "a key of the file": (f"{HEAD}act|\n", ["actions"], ["settings"]),
    "a name of a setting": ("version: 1\ndestination: mixpanel\nsettings:\n  re|\n", ["region"], []),
    "a word of a setting": ("version: 1\ndestination: mixpanel\nsettings:\n  region: E|\n", ["eu"], ["us"]),
    "an action type": (f"{HEAD}actions:\n  - name: X\n    do: |\n", ["track", "purchase"], []),
    "an action type that is begun": (f"{HEAD}actions:\n  - do: id|\n", ["identify"], ["track"]),
    "a key of an action": (f"{ACTION}    wh|\n", ["when"], ["do"]),
    "a key of an action that is its first": (f"{HEAD}actions:\n  - na|\n", ["name"], []),
    "no key that stands there already": (f"{ACTION}    n|\n    map:\n", [], ["name"]),
    "a field of the action type": (f"{MAP}      dist|\n", ["distinct_id"], []),
    "a field where the action type stands below": (
        f"{HEAD}actions:\n  - name: X\n    map:\n      trai|\n    do: identify\n", ["traits"], [],
    ),
    "a path of the events": (f"{MAP}      event: properties.t|\n", ["properties.tax", "properties.total"], []),
    "a path in options": (f"{MAP}      event: {{from: properties.to|\n", ["properties.total"], []),
    "an option of a field": (f"{MAP}      event: {{from: event, def|}}\n", ["default"], ["from"]),
    "an option of a field below it": (f"{MAP}      event:\n        from: event\n        loo|\n", ["lookup"], []),
    "a conversion": (f"{MAP}      event: {{from: event, as: nu|}}\n", ["number"], ["text"]),
    "a yes or no": (f"{ACTION}    enabled: fa|\n", ["false"], []),
    "a function": (f"{MAP}      event: low|\n", ["lower"], []),
    "a path inside a function": (f"{MAP}      event: lower(context.page.|\n", ["context.page.path"], []),
    "a path in a text": (f'{MAP}      event: {{template: "a {{{{ properties.ta|\n', ["properties.tax"], []),
    "nothing outside the braces of a text": (f'{MAP}      event: {{template: "prop|\n', [], []),
    "a path in a condition on one line": (f"{ACTION}    when: properties.t|\n", ["properties.tax"], []),
    "a word of a condition on one line": (f"{ACTION}    when: properties.tax ex|\n", ["exists"], []),
    "a name of events in a condition on one line": (f'{ACTION}    when: event = "Ord|\n', ["Order Completed"], []),
    "a path in a condition in lines": (f"{WHEN}      all:\n        - properties.t|\n", ["properties.tax"], []),
    "a group in a condition": (f"{WHEN}      a|\n", ["all", "any"], []),
    "a name of events in a condition in lines": (
        f"{WHEN}      all:\n        - event: or|\n", ["Order Completed"], [],
    ),
    "a test": (f"{WHEN}      all:\n        - properties.tax: {{ab|}}\n", ["above"], []),
    "several paths in brackets": (f"{MAP}      event: {{from: [event, properties.to|]}}\n", ["properties.total"], []),
    "nothing in a comment": (f"{ACTION}    # wh|\n", [], []),
    "a destination": ("version: 1\ndestination: mixp|\n", ["mixpanel"], []),
    "a key behind an unknown destination": ("version: 1\ndestination: nothing\nact|\n", ["actions"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_what_is_offered(name: str, tmp_path: Path) -> None:
    text, wanted, unwanted = PLACES[name]
    labels = offered(tmp_path, text)
    assert labels[: len(wanted)] == wanted if wanted else not set(labels) & set(unwanted)
    assert not set(labels) & set(unwanted)
    assert wanted or unwanted or labels == []


def offered(folder: Path, text: str) -> list[str]:
    """The words offered where the `|` stands."""
    events = Events(folder)
    events.add_text("pasted", json.dumps(EVENT).encode())
    head, _, tail = text.partition("|")
    before, after = head.rpartition("\n")[2], tail.partition("\n")[0]
    number = head.count("\n") + 1
    found = offers("mappings/x.yaml", head + tail, number, before, after, events, EVENT, asked=False)
    return [one["label"] for one in found["options"]] if found else []
