"""Iterable beyond its cases: what bulk answers mean, items, and the stand-in."""

import json
from decimal import Decimal
from typing import Any

import pytest

from destinations.iterable import ITERABLE, Identify, Item, IterableSettings, Track, judge_bulk
from destinations.iterable.stand_in import VENDOR
from destinations.sdk import Rejected, Response, Sent
from tests.destinations.played import played, requests_of, said

SETTINGS = IterableSettings.model_validate({"api_key": "k"})


def track(**more: Any) -> Track:
    return Track.model_validate({"event": "E", "time": 1772360130, **more}).with_delivery_id("d")


PEOPLE = [track(email="a@b.example", user_id="u1"), track(user_id="u2"), track(email="c@d.example")]
UNNAMED = [Rejected("Iterable did not take 1, and does not say which", batch=True)] * 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"failCount": 0}, [], id="all taken"),
        pytest.param(
            {"failCount": 1, "invalidEmails": ["C@d.example"]},
            [Sent(), Sent(), Rejected("Iterable: invalidEmails")],
            id="an address",
        ),
        pytest.param(
            {"failCount": 1, "invalidUserIds": ["u2"]},
            [Sent(), Rejected("Iterable: invalidUserIds"), Sent()],
            id="an id",
        ),
        pytest.param(
            {"failCount": 1, "failedUpdates": {"forgottenUserIds": ["u1"]}},
            [Rejected("Iterable: forgottenUserIds"), Sent(), Sent()],
            id="somebody who asked to be forgotten",
        ),
        pytest.param(
            {"failCount": 1, "invalidUserIds": ["u2"], "noOpUserIds": ["u1"], "createdFields": ["u1"]},
            [Sent(), Rejected("Iterable: invalidUserIds"), Sent()],
            id="somebody whom the call would not change has not failed",
        ),
        pytest.param({"failCount": 1, "disallowedEventNames": ["u1"]}, UNNAMED, id="the name of an event is nobody"),
        pytest.param({"failCount": 1}, UNNAMED, id="nobody is named: it is halved"),
        pytest.param(
            {"failCount": 2, "invalidUserIds": ["u2"], "disallowedEventNames": ["E"]},
            [
                Rejected("Iterable did not take 2, and does not say which", batch=True),
                Rejected("Iterable: invalidUserIds"),
                Rejected("Iterable did not take 2, and does not say which", batch=True),
            ],
            id="one of two is named: the others are halved",
        ),
        pytest.param({"failCount": 1, "invalidEmails": ["x@y.example"]}, UNNAMED, id="somebody else is named"),
        pytest.param([], [], id="no object"),
    ],
)
def test_what_a_bulk_answer_means(body: Any, expected: list[Any]) -> None:
    request = requests_of(ITERABLE, "track", PEOPLE, SETTINGS)[0]
    assert judge_bulk(Response(request, 200, {}, json.dumps(body).encode()), PEOPLE) == expected


def test_an_address_that_the_tool_refuses_takes_nobody_else_along() -> None:
    people = [Identify.model_construct(email=one, user_id=None) for one in ("a@b.example", "a@b")]
    for one in people:
        one.__pydantic_private__ = {"_delivery_id": "d"}
    response = played(VENDOR, requests_of(ITERABLE, "identify", people, SETTINGS)[0])
    assert judge_bulk(response, people) == [Sent(), Rejected("Iterable: invalidEmails")]


@pytest.mark.parametrize(
    ("fields", "price", "quantity"),
    [
        pytest.param({"price": 3, "quantity": 2}, "3", 2, id="whole"),
        pytest.param({"price": 3}, "3", 1, id="no quantity"),
        pytest.param({"price": 8, "quantity": "1.5"}, "12.0", 1, id="one and a half are one at their price"),
        pytest.param({"quantity": 2}, "0", 2, id="no price"),
        pytest.param({"price": 3, "quantity": 0}, "0", 1, id="none of it"),
    ],
)
def test_an_item_has_all_that_iterable_requires(fields: dict[str, Any], price: str, quantity: int) -> None:
    wire = Item.model_validate({"id": "p1", **fields}).on_the_wire()
    assert wire == {"id": "p1", "name": "p1", "price": Decimal(price), "quantity": quantity}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"eventName": ""}, id="no name"),
        pytest.param({"createdAt": "2026-03-01"}, id="no seconds"),
        pytest.param({"email": None}, id="nobody"),
        pytest.param({"dataFields": {"at": "2026-03-01T10:15:30Z"}}, id="a date of ISO 8601"),
    ],
)
def test_the_stand_in_refuses_what_iterable_refuses(change: dict[str, Any]) -> None:
    [request] = requests_of(ITERABLE, "track", [PEOPLE[2]], SETTINGS)
    body = json.loads(request.body)
    body["events"][0] |= change
    changed = type(request).post(request.url, json=body, headers=dict(request.headers))
    assert (said(VENDOR, request).status, said(VENDOR, changed).status) == (200, 400)
