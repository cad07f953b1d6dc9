"""HubSpot beyond its cases: names and values, contacts that are refused, one contact twice, and the stand-in."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.hubspot import HUBSPOT, Contact, HubSpotSettings, Track
from destinations.hubspot.stand_in import UNKNOWN, VENDOR
from destinations.sdk import Rejected, Response, Retry, Sent
from tests.destinations.played import played, requests_of, said
from tests.destinations.untidy import left_out

SETTINGS = HubSpotSettings.model_validate({"hub_id": "12345", "access_token": "t"})
NOW = "2026-03-01T10:15:30Z"


def contact(name: str, **more: Any) -> Contact:
    return Contact.model_validate({"email": f"{name}@example.com", **more}).with_delivery_id(f"id-{name}")


def judged(*payloads: Contact, response: Response | None = None) -> list[str]:
    kind = HUBSPOT.action_type("contact")
    assert kind
    assert kind.judge
    answer = response or played(VENDOR, requests_of(HUBSPOT, "contact", payloads, SETTINGS)[0])
    return [type(one).__name__ for one in kind.judge(answer, payloads)]


def test_a_contact_that_is_refused_takes_no_other_along() -> None:
    assert judged(contact("a"), contact("b", properties={UNKNOWN: 1}), contact("c")) == ["Sent", "Rejected", "Sent"]
    assert judged(contact("a"), contact("c")) == []


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        pytest.param(
            [{"message": "no", "context": {"ids": ["A@example.com"]}}],
            [Rejected("HubSpot: no"), Sent()],
            id="by the id in any case",
        ),
        pytest.param(
            [{"message": "no", "context": {"objectWriteTraceId": ["id-b"]}}],
            [Sent(), Rejected("HubSpot: no")],
            id="by the id of the delivery",
        ),
        pytest.param(
            [
                {"message": "later", "category": "RATE_LIMITS", "context": {"objectWriteTraceId": ["id-a"]}},
                {"message": "no", "category": "VALIDATION_ERROR", "context": {"objectWriteTraceId": ["id-b"]}},
            ],
            [Retry("HubSpot: later"), Rejected("HubSpot: no")],
            id="each for its own reason",
        ),
        pytest.param([{"message": "no"}], [Rejected("HubSpot: no", batch=True)] * 2, id="no id: it is halved"),
        pytest.param(
            [{"message": "no", "context": {"ids": ["z@b.example"]}}],
            [Rejected("HubSpot: no", batch=True)] * 2,
            id="somebody else",
        ),
        pytest.param(["no"], [], id="errors that are none"),
        pytest.param(None, [], id="no errors"),
    ],
)
def test_what_the_errors_of_a_207_mean(errors: Any, expected: list[Any]) -> None:
    payloads = [contact("a"), contact("b")]
    request = requests_of(HUBSPOT, "contact", payloads, SETTINGS)[0]
    kind = HUBSPOT.action_type("contact")
    assert kind
    assert kind.judge
    body = json.dumps({"errors": errors}).encode()
    assert kind.judge(Response(request, 207, {}, body), payloads) == expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, {"results": [], "errors": []}, ["Rejected"] * 2, id="200 with nothing in it"),
        pytest.param(207, {"results": [], "errors": []}, ["Rejected"] * 2, id="207 with nothing in it"),
        pytest.param(201, {"status": "COMPLETE", "results": []}, ["Rejected"] * 2, id="201 without results"),
        pytest.param(200, {"results": [{"id": "1"}, {"id": "2"}]}, [], id="200 with results"),
        pytest.param(200, {}, [], id="200 that says nothing of results"),
    ],
)
def test_an_answer_without_any_record_is_no_success(status: int, body: Any, expected: list[str]) -> None:
    payloads = [contact("a"), contact("b")]
    [request] = requests_of(HUBSPOT, "contact", payloads, SETTINGS)
    assert judged(*payloads, response=Response(request, status, {}, json.dumps(body).encode())) == expected


def test_a_record_that_hubspot_passes_over_is_found_among_others() -> None:
    assert judged(contact("ignored")) == ["Rejected"]
    assert judged(contact("ignored"), contact("ignored2")) == ["Rejected"] * 2


def test_no_property_of_ones_own_makes_it_another_contact() -> None:
    payload = contact("a", first_name="Ada", properties={"email": " Z@B.example", "firstname": "x", "plan": "pro"})
    [request] = requests_of(HUBSPOT, "contact", [payload], SETTINGS)
    [row] = json.loads(request.body)["inputs"]
    assert row["properties"] == {"email": "a@example.com", "firstname": "Ada", "plan": "pro"}


def test_one_contact_twice_goes_in_two_calls_in_order() -> None:
    payloads = [contact("a", first_name="A"), contact("b"), contact("a", first_name="B"), contact("c")]
    made = requests_of(HUBSPOT, "contact", payloads, SETTINGS)
    assert [list(one.items) for one in made] == [[0, 1], [2, 3]]
    assert [said(VENDOR, one).status for one in made] == [200, 200]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        pytest.param({"1st": 1, "plan": "pro"}, {"properties.1st": "is not a name at HubSpot"}, id="a digit first"),
        pytest.param(
            {"a b": 1, "a-b": 2}, {"properties.a-b": "would be named a_b as another one is"}, id="one name twice"
        ),
        pytest.param(
            {"a b": 1, "a_b": 2}, {"properties.a b": "would be named a_b as another one is"}, id="one that has it"
        ),
        pytest.param({"note": "x" * 1025}, {"properties.note": "has over 1024 characters"}, id="a long value"),
        pytest.param(
            {f"n{n}": n for n in range(48)}, {"properties.n0": "is one too many: HubSpot takes 47"}, id="too many"
        ),
    ],
)
def test_what_hubspot_cannot_use_is_named_and_the_rest_is_sent(properties: Any, expected: dict[str, str]) -> None:
    _, parts = left_out(Track, {"event": "E", "email": "a@b.example", "time": NOW, "properties": properties})
    assert parts.keys() == expected.keys()
    assert [path for path, why in parts.items() if expected[path] not in why] == []


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="no credentials"),
        pytest.param({"access_token": "t", "client_id": "c", "client_secret": "s", "refresh_token": "r"}, id="both"),
        pytest.param({"client_id": "c", "client_secret": "s"}, id="half a client"),
    ],
)
def test_an_account_has_one_way_in(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="set either access_token, or client_id"):
        HubSpotSettings.model_validate({"hub_id": "1", **settings})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"eventName": "order_completed"}, id="a name without the account"),
        pytest.param({"email": ""}, id="nobody"),
        pytest.param({"occurredAt": "yesterday"}, id="no time"),
        pytest.param({"properties": {"revenue": 5}}, id="a number"),
        pytest.param({"properties": {UNKNOWN: "1"}}, id="a property that is not defined"),
    ],
)
def test_the_stand_in_refuses_what_hubspot_refuses(change: dict[str, Any]) -> None:
    payload = Track.model_validate({"event": "E", "email": "a@b.example", "time": NOW}).with_delivery_id("d")
    [request] = requests_of(HUBSPOT, "track", [payload], SETTINGS)
    body = json.loads(request.body)
    body["inputs"][0] |= change
    changed = type(request).post(request.url, json=body, headers=dict(request.headers))
    assert (said(VENDOR, request).status, said(VENDOR, changed).status) == (204, 400)
