"""How often generated code is asked about a line that it does not take: each time is lost."""

import json
import re
import sys
from types import FrameType
from typing import Any

import pytest

from actions import Project

MIXPANEL = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\nactions: [{do: purchase}]\n"
META = (
    "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '123456', access_token: {secret: T}}\n"
    "actions: [{do: purchase}]\n"
)
WEBHOOK = (
    "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com}\n"
    "actions: [{do: send, when: type = 'track', inherit: false, map: {data.x: {from: properties.x, required: true}}}]\n"
)
AMOUNT: dict[str, Any] = {"order_id": "o-1", "revenue": 5, "currency": "USD"}
PERSON = {"userId": "u1", "messageId": "m-1", "timestamp": "2026-03-02T10:00:00Z"}
GENERATED = re.compile(r"<(.*) [0-9a-f]{12}>")


def is_generated(frame: FrameType | None) -> bool:
    return frame is not None and GENERATED.fullmatch(frame.f_code.co_filename) is not None


def functions_called(project: Project, line: bytes) -> list[str]:
    """The functions of mappings and payloads that are called from code that is not generated; no single paths."""
    calls: list[str] = []

    def note(frame: FrameType, what: str, _: Any) -> None:
        if what == "call" and is_generated(frame) and not is_generated(frame.f_back):
            calls.append(frame.f_code.co_name)

    list(project.process_lines(line))
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        list(project.process_lines(line))
    finally:
        sys.setprofile(before)
    return [one for one in calls if one != "expression"]


@pytest.mark.parametrize(
    ("text", "properties", "calls"),
    [
        pytest.param(MIXPANEL, {}, ["lines"], id="a line that fires"),
        pytest.param(
            *(WEBHOOK, {}, ["lines", "fields", "action"]),
            id="a field that the mapping requires is missing",
        ),
        pytest.param(
            *(META, {"revenue": "abc"}, ["lines", "fields", "action"]),
            id="an amount that cannot be read fails the payload's checks, which are not run again",
        ),
        pytest.param(
            *(MIXPANEL, {"products": [{"product_id": "p", "price": "abc"}]}, ["lines", "fields", "action", "validate"]),
            id="a price is left out, and the checks are run for what is left",
        ),
    ],
)
def test_a_line_that_fails_meets_few_generated_functions(
    text: str, properties: dict[str, Any], calls: list[str]
) -> None:
    event = {"type": "track", "event": "Order Completed", **PERSON, "properties": AMOUNT | properties}
    assert functions_called(Project.from_texts({"a.yaml": text}), json.dumps(event).encode()) == calls
