"""Heap, MoEngage and Segment beyond their cases: sizes, what is flattened, and what their stand-ins drop or refuse."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from destinations import heap, moengage, segment
from destinations.heap.stand_in import VENDOR as HEAP_VENDOR
from destinations.moengage.stand_in import VENDOR as MOENGAGE_VENDOR
from destinations.sdk.families.events import flat
from destinations.segment.stand_in import VENDOR as SEGMENT_VENDOR
from tests.destinations.played import requests_of, said
from tests.destinations.untidy import left_out

SETTINGS: dict[str, Any] = {
    "heap": heap.HeapSettings.model_validate({"app_id": 123456}),
    "moengage": moengage.MoEngageSettings.model_validate({"workspace_id": "w", "api_key": "k"}),
    "segment": segment.SegmentSettings.model_validate({"write_key": "k"}),
}
TOOLS: dict[str, Any] = {
    "heap": (heap.HEAP, heap.Track, HEAP_VENDOR, "events"),
    "moengage": (moengage.MOENGAGE, moengage.Track, MOENGAGE_VENDOR, "elements"),
    "segment": (segment.SEGMENT, segment.Track, SEGMENT_VENDOR, "batch"),
}
WHO = {"event": "E", "user_id": "u1", "time": "2026-03-01T10:15:30Z"}


@pytest.mark.parametrize(
    ("tool", "change", "status"),
    [
        pytest.param("heap", {"identity": ""}, 400, id="heap: nobody"),
        pytest.param("heap", {"idempotency_key": "short"}, 400, id="heap: a short key"),
        pytest.param("heap", {"properties": {"new": True}}, 400, id="heap: a boolean"),
        pytest.param("heap", {"properties": {"note": "x" * 1024}}, 400, id="heap: a long text"),
        pytest.param("moengage", {"customer_id": ""}, 200, id="moengage: nobody, dropped"),
        pytest.param("moengage", {"actions": []}, 200, id="moengage: no action, dropped"),
        pytest.param("segment", {"event": ""}, 200, id="segment: no name, dropped"),
        pytest.param("segment", {"userId": None}, 200, id="segment: nobody, dropped"),
        pytest.param("segment", {"properties": {"note": "x" * 32_000}}, 200, id="segment: over 32 kB, dropped"),
    ],
)
def test_the_stand_in_refuses_what_the_tool_does(tool: str, change: dict[str, Any], status: int) -> None:
    destination, model, vendor, name = TOOLS[tool]
    payload = model.model_validate(WHO).with_delivery_id("delivery")
    [request] = requests_of(destination, "track", [payload], SETTINGS[tool])
    body = json.loads(request.body)
    body[name][0] |= change
    changed = type(request).post(request.url, json=body, headers=dict(request.headers), basic=request.basic)
    fine, refused = said(vendor, request), said(vendor, changed)
    assert (fine.status, fine.refusals, len(fine.accepted)) == (200, (), 1)
    assert (refused.status, bool(refused.refusals), refused.accepted) == (status, True, ())


def test_a_message_that_segment_would_drop_for_its_size_is_refused_before_it_is_sent() -> None:
    payload = segment.Track.model_validate({**WHO, "properties": {"note": "x" * 32_000}}).with_delivery_id("d")
    with pytest.raises(ValueError, match="Segment takes at most 32000"):
        requests_of(segment.SEGMENT, "track", [payload], SETTINGS["segment"])


@pytest.mark.parametrize(
    ("model", "fields", "expected"),
    [
        pytest.param(
            heap.Track,
            {"properties": {"a": {"b": ["x" * 1024]}}},
            {"properties.a.b.0": "has 1024 characters"},
            id="heap: a long text",
        ),
        pytest.param(
            heap.Identify,
            {"traits": {"iD": 1, "user_id": 2}},
            {"traits.iD": "is a name", "traits.user_id": "is a name"},
            id="heap: names it keeps",
        ),
        pytest.param(
            moengage.Track,
            {"properties": {f"n{n}": n for n in range(97)}},
            {"properties.n0": "is one too many"},
            id="moengage: attributes",
        ),
    ],
)
def test_what_a_tool_cannot_use_is_named(model: type[BaseModel], fields: Any, expected: dict[str, str]) -> None:
    needed = {name: value for name, value in WHO.items() if name in model.model_fields}
    _, parts = left_out(model, {**needed, **fields})
    assert parts.keys() == expected.keys()
    assert [path for path, why in parts.items() if expected[path] not in why] == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"a": 1, "b": None}, {"a": 1}),
        ({"a": {"b": {"c": "d"}}}, {"a.b.c": "d"}),
        ({"a": [], "b": {}}, {}),
        ({"a": [False, {"b": 2.5}]}, {"a.0": "false", "a.1.b": 2.5}),
    ],
    ids=["a null", "objects in objects", "nothing in them", "a list"],
)
def test_objects_are_flattened(values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert flat(values) == expected
