"""Klaviyo beyond its cases: jobs, and what the answer says of each payload."""

import json
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from destinations.klaviyo import KLAVIYO, Delete, Identify, KlaviyoSettings, Purchase, Track, judge_job
from destinations.klaviyo.stand_in import VENDOR
from destinations.sdk import Outcome, Rejected, Request, Response, Retry, Sent
from tests.destinations.played import played, requests_of

SETTINGS = KlaviyoSettings.model_validate({"api_key": "k3y"})
TIME = "2026-03-01T10:15:30Z"
ENTRY = "/data/attributes/events-bulk-create/data"


def track(delivery_id: str = "d", **given: Any) -> Track:
    fields = {"event": "E", "time": TIME, "user_id": "u", **given}
    return Track.model_validate(fields).with_delivery_id(delivery_id)


def purchase(lines: int, delivery_id: str = "d", **given: Any) -> Purchase:
    order = {"event": "Placed Order", "product_event": "Ordered Product", "time": TIME, "user_id": "u", **given}
    line = {"ProductName": "Tea", "price": "0.1", "quantity": 3}
    return Purchase.model_validate({**order, "products": [line] * lines}).with_delivery_id(delivery_id)


def requests(name: str, payloads: Sequence[Any]) -> list[Request]:
    return requests_of(KLAVIYO, name, payloads, SETTINGS)


def events(request: Request) -> list[dict[str, Any]]:
    entries = orjson.loads(request.body)["data"]["attributes"]["events-bulk-create"]["data"]
    return [event["attributes"] for entry in entries for event in entry["attributes"]["events"]["data"]]


# Jobs


def test_an_order_of_many_lines_counts_as_many_events() -> None:
    (job,) = requests("purchase", [purchase(0, "a"), purchase(2, "b"), purchase(0, "c")])
    assert job.items == (0, 1, 1, 1, 2)
    assert [one["unique_id"] for one in events(job)] == ["a", "b", "b-1", "b-2", "c"]
    assert played(VENDOR, job).status == 202


def test_the_amounts_of_lines_are_exact() -> None:
    (job,) = requests("purchase", [purchase(1, value="19.99", currency="eur")])
    assert [(one["value"], one["value_currency"]) for one in events(job)] == [(19.99, "EUR"), (0.3, "EUR")]


@pytest.mark.parametrize(
    ("given", "properties"),
    [
        pytest.param({"value": 7, "currency": "USD"}, {"name": "theme"}, id="the amount has a place of its own"),
        pytest.param(
            {}, {"name": "theme", "value": "dark", "currency": "coins"}, id="a value that is not an amount stays"
        ),
    ],
)
def test_money_is_left_out_of_the_properties_where_there_is_an_amount(
    given: dict[str, Any], properties: dict[str, Any]
) -> None:
    copied = {"name": "theme", "value": "dark", "currency": "coins"}
    (job,) = requests("track", [track(properties=copied, **given)])
    assert [one["properties"] for one in events(job)] == [properties]


def test_without_a_metric_lines_are_no_events() -> None:
    (job,) = requests("purchase", [purchase(2, product_event=None)])
    assert [len(one["properties"]["Items"]) for one in events(job)] == [2]


def test_people_are_upserted_and_deleted_one_by_one() -> None:
    upserts = requests("identify", [Identify(user_id="a"), Identify(email="Ada@Example.com", first_name="Ada")])
    deletions = requests(
        "delete", [Delete(email="ada@example.com", phone="+442079460018"), Delete(phone="+442079460018")]
    )
    assert [one.items for one in upserts + deletions] == [(0,), (1,), (0,), (1,)]
    assert [played(VENDOR, one).status for one in upserts + deletions] == [201, 201, 202, 202]


# Answers


def test_a_refused_event_is_rejected_and_the_others_go_again() -> None:
    payloads = [track("a"), track("b", time="1999-12-31T00:00:00Z"), track("c")]
    (job,) = requests("track", payloads)
    kept = Retry("Klaviyo took nothing of the job, as other events in it were refused", counts=False)
    reported = Rejected("Klaviyo: A time is after the year 2000 and at most a year ahead.")
    assert judge_job(played(VENDOR, job), payloads) == [kept, reported, kept]


def test_an_event_that_is_there_already_is_as_good_as_sent() -> None:
    payloads = [track("a"), track("a")]
    (job,) = requests("track", payloads)
    assert [type(one) for one in judge_job(played(VENDOR, job), payloads)] == [Retry, Sent]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(202, {}, [], id="all well is for the status table"),
        pytest.param(400, {"errors": []}, [], id="a 400 that names nothing"),
        pytest.param(400, {"errors": [{"source": {"pointer": f"{ENTRY}/7/attributes"}}]}, [], id="one not sent"),
        pytest.param(400, {"errors": [{"source": {"pointer": "/data/attributes"}}]}, [], id="the whole job"),
        pytest.param(400, {"errors": [{"detail": "no"}]}, [], id="no pointer"),
        pytest.param(400, {"errors": [{"source": None}]}, [], id="a pointer that is none"),
        pytest.param(400, {"errors": ["no"]}, [], id="an error in words"),
        pytest.param(400, ["no"], [], id="no object"),
        pytest.param(429, {"errors": [{"source": {"pointer": f"{ENTRY}/0"}}]}, [], id="too many"),
        pytest.param(
            400,
            {"errors": [{"detail": "no", "source": {"pointer": f"{ENTRY}/0"}}]},
            [Rejected("Klaviyo: no")],
            id="one",
        ),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: list[Outcome]) -> None:
    (job,) = requests("track", [track()])
    assert judge_job(Response(job, status, {}, json.dumps(body).encode()), [track()]) == expected
