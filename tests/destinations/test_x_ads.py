"""X Ads beyond its cases: the signature, and what the stand-in refuses."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.sdk import Rejected, Sent
from destinations.testing import Answer, Call, StandIn
from destinations.x_ads import X_ADS, Conversion, XAdsSettings
from destinations.x_ads.signature import base_text, signature_of
from destinations.x_ads.stand_in import answer
from tests.destinations.played import requests_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
SETTINGS = XAdsSettings.model_validate({"pixel_id": "o8z6j", "event_id": "o87ne", **{name: name for name in NAMES}})
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def conversion(**fields: Any) -> Conversion:
    return Conversion.model_validate({"happened_at": NOW, "email": "a@b.example", **fields}).with_delivery_id("d")


def test_the_example_of_xs_own_page_is_signed_as_it_says() -> None:
    """The page "Creating a signature" of X's documentation."""
    parameters = {
        "status": "Hello Ladies + Gentlemen, a signed OAuth request!",
        "include_entities": "true",
        "oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog",
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "oauth_version": "1.0",
    }
    base = base_text("post", "https://api.twitter.com/1.1/statuses/update.json", parameters)
    secrets = ("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
    assert signature_of(base, *secrets) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="


def test_each_try_is_signed_anew_and_no_secret_goes_along() -> None:
    [request] = requests_of(X_ADS, "conversion", [conversion()], SETTINGS)
    first, again = (request.wire_headers(NOW.replace(second=at))["authorization"] for at in (0, 1))
    assert first.startswith('OAuth oauth_consumer_key="consumer_key", oauth_nonce="')
    assert first != again
    assert "secret" not in first


def test_a_conversion_that_x_refuses_fails_alone() -> None:
    action_type = X_ADS.action_type("conversion")
    assert action_type
    # The payload refuses such a count itself: as if X counted otherwise.
    bad = conversion().model_copy(update={"event_id": "", "email": "no hash"}).with_delivery_id("b")
    given = [conversion(), bad, conversion()]

    async def deliver() -> list[Any]:
        async with StandIn(now=lambda: NOW) as stand_in:
            deliveries = [Delivery(f"d{n}", "x", action_type, one) for n, one in enumerate(given)]
            async with Deliverer({"x": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
                return [one.outcome for one in await deliverer.deliver(deliveries)]

    first, refused, last = asyncio.run(deliver())
    assert (first, last) == (Sent(), Sent())
    assert isinstance(refused, Rejected)


# The stand-in


def call(rows: Any, path: str = "/12/measurement/conversions/o8z6j", access: str | None = None) -> Answer:
    names = ("consumer_key", "nonce", "signature", "timestamp", "token")
    header = "OAuth " + ", ".join(f'oauth_{name}="x"' for name in names) if access is None else access
    body = orjson.dumps({"conversions": rows})
    return answer(Call("POST", "ads-api.x.com", path, {}, {"authorization": header}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    good = {"conversion_time": "2026-03-01T10:15:30.250Z", "event_id": "o87ne", "identifiers": [{"hashed_email": HASH}]}
    return {**good, **changes}


def test_x_takes_a_good_conversion() -> None:
    assert (call([row()]).status, call([row()]).accepted) == (200, (row(),))


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        pytest.param(call([row()], access=""), 401, id="no signature"),
        pytest.param(call([row()], access="Bearer t"), 401, id="a token of another scheme"),
        pytest.param(call([row()], path="/measurement/conversions/o8z6j"), 404, id="no version"),
        pytest.param(call([row()] * 501), 400, id="too many conversions"),
        pytest.param(call([]), 400, id="none"),
        pytest.param(call(["buy"]), 400, id="no object"),
        pytest.param(call([row(), row(event_id="")]), 400, id="no event"),
        pytest.param(call([row(conversion_time="yesterday")]), 400, id="no time"),
        pytest.param(call([row(identifiers=[{"user_agent": "M"}])]), 400, id="a browser alone"),
        pytest.param(call([row(identifiers=[{"email": HASH}])]), 400, id="an identifier that it has not"),
        pytest.param(call([row(identifiers=[{"hashed_email": "a@b.example"}])]), 400, id="an address in the clear"),
        pytest.param(call([row(value="1.5")]), 400, id="an amount as text"),
        pytest.param(call([row(number_items=0)]), 400, id="no items"),
    ],
)
def test_a_request_that_x_does_not_take(refused: Answer, status: int) -> None:
    assert (refused.status, refused.accepted) == (status, ())
