"""A small destination that keeps the contract, to be broken in one place at a time."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, SecretStr

from actions.kit.cases import read_cases
from actions.kit.contract import Subject
from destinations.registry import Plugin, Registry
from destinations.sdk import (
    ActionType,
    Destination,
    Limits,
    Outcome,
    Payload,
    Rejected,
    Request,
    Response,
    Sent,
    Settings,
)

DEFAULTS = """
version: 1
action_types:
  note:
    when: type = "track"
    map: {text: event, data: properties}
"""
CASES = """
settings: {api_key: s3cret}
cases:
  - of: button_clicked
    do: note
    sends: [[{text: Button Clicked, data: {title: Intro to Analytics}}]]
  - of: custom_with_value
    do: note
    sends: [[{text: Demo Requested, data: {title: Intro to Analytics, value: 50, currency: USD}}]]
"""


class ToySettings(Settings):
    api_key: SecretStr = Field(description="Account, Keys.")
    region: str = Field("eu", description="Where it is.")
    seen: list[str] = Field(default=[], description="For what breaks the contract.")


class Note(Payload):
    text: str = Field(description="What happened.")
    data: dict[str, Any] = Field(default={}, description="More about it.")


def rows(notes: Sequence[Note]) -> list[dict[str, Any]]:
    return [{"text": note.text, "data": note.data} for note in notes]


def build(notes: Sequence[Note], settings: ToySettings) -> Request:
    return Request.post("https://toy.example/notes", json=rows(notes), bearer=settings.api_key.get_secret_value())


def judge(response: Response, notes: Sequence[Note]) -> list[Outcome]:
    if response.status not in (200, 207, 400):
        return []
    body = response.json()
    error = body.get("error") if isinstance(body, dict) else None
    return [Rejected(str(error)) if error else Sent()] * len(notes)


NOTE = ActionType("note", Note, build, "Keep a note.", Limits(items=10), judge=judge)
TOY = Destination("toy", "Toyboard", ToySettings, (NOTE,), "Keeps notes.")


def subject_of(destination: Destination = TOY, defaults: str = DEFAULTS, cases: str = CASES) -> Subject:
    """What the contract is checked on."""
    plugin = Plugin(destination, defaults, "toy/defaults.yaml", "toy 1.0")
    registry = Registry({})
    registry._loaded["toy"] = plugin
    return Subject(plugin, registry, tuple(read_cases(cases, "cases.yaml", "toy")))
