"""OneSignal beyond its cases: people who are not known yet, sizes, tags, and the stand-in."""

import json
from typing import Any

import pytest

from destinations.onesignal import ONESIGNAL, Delete, OneSignalSettings, Track, judge_deletion, judge_events, tags
from destinations.onesignal.stand_in import VENDOR
from destinations.sdk import Rejected, Response, Retry, Sent
from destinations.sdk.families.events import as_uuid
from tests.destinations.played import played, requests_of, said

APP = "7b3c0f9e-1d2a-4c5b-8e6f-0a1b2c3d4e5f"
SETTINGS = OneSignalSettings.model_validate({"app_id": APP, "api_key": "k"})


def track(name: str, number: int = 0, **more: Any) -> Track:
    fields = {"event": "E", "time": 1772360130, "user_id": name, **more}
    return Track.model_validate(fields).with_delivery_id(f"id-{name}-{number}")


def test_an_event_of_somebody_unknown_is_tried_again_alone() -> None:
    payloads = [track("a"), track("unknown"), track("c")]
    [request] = requests_of(ONESIGNAL, "track", payloads, SETTINGS)
    assert [type(one) for one in judge_events(played(VENDOR, request), payloads)] == [Sent, Retry, Sent]


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        pytest.param(
            [{"event_id": as_uuid("id-a-1"), "event_user_id": "a", "error": {"code": "not found"}}],
            [Sent, Retry, Sent],
            id="by its key, one of two events",
        ),
        pytest.param(
            [{"event_user_id": "a", "error": {"code": "not found"}}], [Retry, Retry, Sent], id="by the person, both"
        ),
        pytest.param(
            [{"event_user_id": "b", "error": {"code": "invalid", "title": "no"}}],
            [Sent, Sent, Rejected],
            id="for another reason",
        ),
        pytest.param([{"event_user_id": "b", "error": "no"}], [Sent, Sent, Rejected], id="a reason that is none"),
        pytest.param([], [], id="no errors"),
        pytest.param("no", [], id="errors that are none"),
    ],
)
def test_what_the_errors_of_a_202_mean(errors: Any, expected: list[type]) -> None:
    payloads = [track("a"), track("a", 1), track("b")]
    [request] = requests_of(ONESIGNAL, "track", payloads, SETTINGS)
    response = Response(request, 202, {}, json.dumps({"errors": errors}).encode())
    assert [type(one) for one in judge_events(response, payloads)] == expected


def test_an_event_that_is_too_large_all_the_same_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="OneSignal takes at most 2024"):
        requests_of(ONESIGNAL, "track", [track("u" * 2000)], SETTINGS)


def test_tags_are_texts() -> None:
    assert tags({"a": {"b": [1, None, True]}, "gone": None}) == {"a.b.0": "1", "a.b.2": "true", "gone": ""}


def test_somebody_who_is_gone_is_deleted() -> None:
    payloads = [Delete.model_validate({"user_id": "a/b"})]
    [request] = requests_of(ONESIGNAL, "delete", payloads, SETTINGS)
    assert request.url.endswith("/users/by/external_id/a%2Fb")
    assert judge_deletion(Response(request, 404, {}, b"{}"), payloads) == [Sent()]
    assert judge_deletion(Response(request, 200, {}, b"{}"), payloads) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"external_id": ""}, id="nobody"),
        pytest.param({"name": "x" * 129}, id="a long name"),
        pytest.param({"idempotency_key": "m-1"}, id="a key that is not a UUID"),
        pytest.param({"properties": {"note": "x" * 2024}}, id="an event of over 2,024 bytes"),
    ],
)
def test_the_stand_in_refuses_what_onesignal_refuses(change: dict[str, Any]) -> None:
    [request] = requests_of(ONESIGNAL, "track", [track("a")], SETTINGS)
    body = json.loads(request.body)
    body["events"][0] |= change
    changed = type(request).post(request.url, json=body, headers=dict(request.headers))
    assert (said(VENDOR, request).status, said(VENDOR, changed).status) == (202, 400)
