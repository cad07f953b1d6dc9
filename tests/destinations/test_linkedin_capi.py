"""LinkedIn beyond its cases: who can be matched, what each element of an answer means, settings."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.linkedin_capi import (
    LINKEDIN_CAPI,
    Conversion,
    LinkedinCapiSettings,
    judge_conversions,
)
from destinations.sdk import Rejected, Response, Sent
from destinations.testing import StandIn
from tests.destinations.played import requests_of

SETTINGS = {"access_token": "t0ken", "conversion_rule": 104012}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOOD = {"happened_at": "2026-10-31T10:15:30Z", "email": "ada@example.com"}


def deliver(*rows: dict[str, Any], **settings: Any) -> tuple[list[Delivered], list[Any]]:
    """What became of the conversions, and which of them LinkedIn took."""

    async def run() -> tuple[list[Delivered], list[Any]]:
        kind = LINKEDIN_CAPI.action_types[0]
        batch = [
            Delivery(f"d{number}", "linkedin", kind, Conversion.model_validate(row).with_delivery_id(f"d{number}"))
            for number, row in enumerate(rows)
        ]
        async with StandIn(now=lambda: NOW) as stand_in:
            instance = LinkedinCapiSettings.model_validate({**SETTINGS, **settings})
            async with Deliverer({"linkedin": instance}, divert=stand_in.url) as deliverer:
                results = await deliverer.deliver(batch)
            return results, [row["eventId"] for one in stand_in.received for row in one.accepted]

    return asyncio.run(run())


def answered(status: int, body: Any, count: int = 2) -> list[str]:
    """What an answer means, a word for each of so many conversions."""
    rows = [Conversion.model_validate(GOOD).with_delivery_id("d")] * count
    request = requests_of(LINKEDIN_CAPI, "conversion", rows, LinkedinCapiSettings.model_validate(SETTINGS))[0]
    outcomes = judge_conversions(Response(request, status, {}, json.dumps(body).encode()), rows)
    return [type(one).__name__ for one in outcomes]


def test_one_bad_conversion_does_not_sink_its_batch() -> None:
    results, taken = deliver(GOOD, {**GOOD, "happened_at": "2026-07-01"}, {**GOOD, "event_id": "tag-1"})
    too_old = "LinkedIn answered 422: ERROR :: /conversionHappenedAt :: is more than 90 days ago"
    assert [one.outcome for one in results] == [Sent(), Rejected(too_old), Sent()]
    assert taken == ["d0", "tag-1"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"email": "ada@example.com"}, id="an e-mail address"),
        pytest.param({"li_fat_id": "df5gf5-gh6t7-ph4j7h-fgf6n1"}, id="LinkedIn's cookie"),
        pytest.param({"first_name": "Ada", "last_name": "Lovelace", "title": "Countess"}, id="a whole name"),
        pytest.param({"email": "ada@example.com", "first_name": "Ada"}, id="half a name beside an address"),
        pytest.param({"email": "ada@example.com", "value": "19.99", "currency": "eur"}, id="a value"),
        pytest.param({"email": "ada@example.com", "external_id": "u1"}, id="an id of one's own"),
    ],
)
def test_linkedin_takes_whoever_it_can_match(fields: dict[str, Any]) -> None:
    (result,), taken = deliver({"happened_at": GOOD["happened_at"], **fields})
    assert (result.outcome, taken) == (Sent(), ["d0"])


def test_a_version_that_is_gone_stops_the_instance_and_loses_nothing() -> None:
    (result,), _ = deliver(GOOD, api_version="202401")
    assert getattr(result.outcome, "pause", False)
    assert getattr(result.outcome, "reason", "") == "LinkedIn has this api_version no longer"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, {"elements": [{"status": 201}, {"status": 201}]}, ["Sent", "Sent"], id="both stored"),
        pytest.param(200, {"elements": [{"status": 201}, {"status": 400}]}, ["Sent", "Rejected"], id="one refused"),
        pytest.param(200, {"elements": [{"status": 429}, {"status": 503}]}, ["Retry", "Retry"], id="not now"),
        pytest.param(200, {"elements": [{"status": 201}]}, ["Retry", "Retry"], id="one of two forgotten"),
        pytest.param(200, {"elements": [{"status": "201"}, None]}, ["Retry", "Retry"], id="elements of another kind"),
        pytest.param(200, {}, [], id="no elements are for the status table"),
        pytest.param(422, {"elements": [{"status": 201}]}, [], id="a refused batch is for the status table"),
        pytest.param(401, {"message": "Empty oauth2_access_token"}, [], id="no token is for the status table"),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: list[str]) -> None:
    assert answered(status, body) == expected


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"happened_at": 1e9}, "nobody to match this to: map one of email, li_fat_id", id="nobody"),
        pytest.param({"happened_at": 1e9, "first_name": "Ada", "title": "x"}, "nobody to match", id="half a name"),
        pytest.param({**GOOD, "conversion_rule": "signup"}, '"signup" is not a number of up to', id="a rule's name"),
        pytest.param({**GOOD, "email": "ada"}, '"ada" is not an e-mail address', id="no address"),
    ],
)
def test_conversions_that_cannot_be(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Conversion.model_validate(fields)


def test_a_version_may_be_written_as_a_number_or_a_month() -> None:
    settings = [LinkedinCapiSettings.model_validate({**SETTINGS, "api_version": one}) for one in (202609, "2026-09")]
    assert [one.api_version for one in settings] == ["202609", "202609"]


@pytest.mark.parametrize("version", ["26", "latest", "2026-09-01"])
def test_versions_that_cannot_be(version: str) -> None:
    with pytest.raises(ValidationError, match="api_version"):
        LinkedinCapiSettings.model_validate({**SETTINGS, "api_version": version})
