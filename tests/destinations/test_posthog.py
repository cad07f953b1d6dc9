"""PostHog beyond its cases: ids, deletion, sizes, and the stand-in."""

import asyncio
import re
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.posthog import POSTHOG, Identify, PostHogSettings, Track
from destinations.posthog.stand_in import VENDOR
from destinations.sdk import Rejected, Sent
from destinations.testing import StandIn
from tests.destinations.played import requests_of

SETTINGS = PostHogSettings.model_validate({"project_api_key": "phc_x"})


def track(name: str = "u", **more: Any) -> Track:
    fields = {"event": "E", "time": 1772360130250, "user_id": name, **more}
    return Track.model_validate(fields).with_delivery_id(f"id-{name}")


@pytest.mark.parametrize(
    "name", ["anonymous", "Guest", "null", "None", "0", "[object Object]", "NaN", "undefined", "id"]
)
def test_ids_that_posthog_never_merges_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=re.escape("as a placeholder")):
        track(name)


def test_an_id_that_posthog_would_cut_is_refused() -> None:
    with pytest.raises(ValidationError, match="has 201 characters, and PostHog takes at most 200"):
        track("u" * 201)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        pytest.param({}, "https://us.i.posthog.com/batch/", id="the cloud in the US"),
        pytest.param({"region": "eu"}, "https://eu.i.posthog.com/batch/", id="the cloud in the EU"),
        pytest.param({"host": "https://ph.example.com"}, "https://ph.example.com/batch/", id="one's own server"),
    ],
)
def test_where_it_goes(settings: dict[str, str], url: str) -> None:
    assert (
        requests_of(POSTHOG, "track", [track()], PostHogSettings.model_validate({"project_api_key": "k", **settings}))[
            0
        ].url
        == url
    )


@pytest.mark.parametrize(("currency", "expected"), [("USD", 1999), ("JPY", 20), ("KWD", 19990), (None, 1999)], ids=str)
def test_minor_units_follow_the_currency(currency: str | None, expected: int) -> None:
    settings = SETTINGS.model_copy(update={"minor_units": True})
    _, properties = track(revenue="19.99", currency=currency).content(settings)
    assert properties["revenue"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"user_id": "u"}, None, id="a user has a profile"),
        pytest.param({"anonymous_id": "a"}, False, id="a visitor has none"),
        pytest.param({"anonymous_id": "a", "traits": {"plan": "pro"}}, None, id="unless there is something to keep"),
    ],
)
def test_who_gets_a_profile(fields: dict[str, Any], expected: bool | None) -> None:
    payload = Track.model_validate({"event": "E", "time": 1772360130, **fields})
    assert payload.content(SETTINGS)[1].get("$process_person_profile") is expected


@pytest.mark.parametrize(
    ("ids", "event"),
    [
        pytest.param({"user_id": "u", "anonymous_id": "a"}, "$identify", id="a user"),
        pytest.param({"anonymous_id": "a"}, "$set", id="a device, which could not become a user's if identified"),
    ],
)
def test_which_event_sets_properties(ids: dict[str, str], event: str) -> None:
    payload = Identify.model_validate({"time": 1772360130, "traits": {"plan": "pro"}, **ids})
    assert payload.content(SETTINGS)[0] == event


@pytest.mark.parametrize("host", ["posthog.example.com", "https://ph.example.com/", "ftp://ph.example.com", "https://"])
def test_a_host_that_is_none(host: str) -> None:
    with pytest.raises(ValidationError, match="host"):
        PostHogSettings.model_validate({"project_api_key": "phc_x", "host": host})


def deliver(*payloads: Track) -> tuple[list[Delivered], list[Any]]:
    async def run() -> tuple[list[Delivered], list[Any]]:
        async with StandIn([VENDOR]) as stand_in:
            deliverer = Deliverer({"posthog": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01))
            kind = POSTHOG.action_types[0]
            async with deliverer:
                results = await deliverer.deliver([Delivery(one.delivery_id, "posthog", kind, one) for one in payloads])
            return results, [row["distinct_id"] for got in stand_in.received for row in got.accepted]

    return asyncio.run(run())


def test_an_event_that_posthog_would_drop_in_silence_is_a_dead_letter() -> None:
    results, stored = deliver(track("a"), track("b", properties={"text": "x" * 950_000}), track("c"))
    assert [type(one.outcome) for one in results] == [Sent, Rejected, Sent]
    assert sorted(stored) == ["a", "c"]
