"""Google Ads beyond its cases: hashes that Google publishes, calls refused as a whole, consent, tokens."""

import asyncio
import json
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.google_ads import (
    GOOGLE_ADS,
    Conversion,
    GoogleAdsSettings,
    Refund,
    judge_conversions,
)
from destinations.google_ads.stand_in import REVOKED
from destinations.sdk import Rejected, Response, Sent
from destinations.testing import StandIn
from tests.destinations.played import requests_of

SETTINGS = {
    "customer_id": "123-456-7890",
    "conversion_action": 987654321,
    "client_id": "made-up.apps.example",
    "client_secret": "s3cret",
    "refresh_token": "refr3sh",
}
GOOD = {"happened_at": "2026-10-31T10:15:30Z", "gclid": "GCLID123"}
BAD = {**GOOD, "email": "ada@example.com", "source": "WEB"}


def instance(**other: Any) -> GoogleAdsSettings:
    return GoogleAdsSettings.model_validate({**SETTINGS, **other})


def conversion(number: int = 0, **fields: Any) -> Conversion:
    return Conversion.model_validate({**GOOD, **fields}).with_delivery_id(f"d{number}")


def event(**fields: Any) -> dict[str, Any]:
    """The one event of a call about one conversion."""
    found: dict[str, Any] = json.loads(
        requests_of(GOOGLE_ADS, "conversion", [conversion(**fields)], instance())[0].body
    )["events"][0]
    return found


@pytest.mark.parametrize(
    ("clicks", "sent"),
    [
        pytest.param({"gclid": "G"}, {"gclid": "G"}, id="one"),
        pytest.param({"gclid": "G", "gbraid": "B"}, {"gclid": "G", "gbraid": "B"}, id="two that go together"),
        pytest.param({"gclid": "G", "wbraid": "W"}, {"gclid": "G"}, id="one that goes with no other"),
        pytest.param({"gbraid": "B", "wbraid": "W"}, {"gbraid": "B"}, id="an app before the web"),
        pytest.param({"gclid": None, "wbraid": "W"}, {"wbraid": "W"}, id="the web alone"),
        pytest.param({"gclid": "", "wbraid": "W"}, {"wbraid": "W"}, id="an empty one beside it"),
    ],
)
def test_clicks_that_google_refuses_together_are_not_sent_so(clicks: dict[str, Any], sent: dict[str, str]) -> None:
    fields = {"gclid": None, **clicks}
    assert event(**fields)["adIdentifiers"] == sent


@pytest.mark.parametrize(
    ("value", "granted"),
    [(True, True), ("GRANTED", True), ("true", True), ("denied", False), ("CONSENT_DENIED", False), (0, False)],
)
def test_a_consent_is_read_in_googles_words_and_in_ours(value: Any, granted: bool) -> None:
    assert conversion(ad_user_data=value).ad_user_data is granted


@pytest.mark.parametrize("value", ["perhaps", "", 2, ["GRANTED"]])
def test_a_consent_that_cannot_be_read_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="ad_user_data"):
        conversion(ad_user_data=value)


def deliver(*rows: Conversion, **settings: Any) -> tuple[list[Delivered], list[Any], list[str]]:
    """What became of the conversions, which of them Google keeps, and where the calls went."""

    async def run() -> tuple[list[Delivered], list[Any], list[str]]:
        kind = GOOGLE_ADS.action_types[0]
        batch = [Delivery(row.delivery_id, "google", kind, row) for row in rows]
        async with StandIn() as stand_in:
            async with Deliverer({"google": instance(**settings)}, divert=stand_in.url) as deliverer:
                results = await deliverer.deliver(batch)
            kept = [row["transactionId"] for one in stand_in.received for row in one.accepted]
            return results, kept, [one.url for one in stand_in.received]

    return asyncio.run(run())


# Hashes: googleads/data-manager-python, tests/formatter_test.py, and the page "Format user data"


@pytest.mark.parametrize(
    ("field", "written", "sent"),
    [
        ("email", "  ALEXZ@example.com   ", "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a"),
        ("email", "alexz@EXAMPLE.com", "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a"),
        ("phone", "   +1-800-555-0100", "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"),
        ("phone", "+1 (800) 555 0100", "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"),
    ],
)
def test_hashes_are_those_that_google_publishes(field: str, written: str, sent: str) -> None:
    name = {"email": "emailAddress", "phone": "phoneNumber"}[field]
    assert event(**{field: written})["userData"] == {"userIdentifiers": [{name: sent}]}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Jefferson.Loves.hiking@gmail.com", "jeffersonloveshiking@gmail.com"),
        ("Cloudy.SanFrancisco+shopping@googlemail.com", "cloudysanfrancisco@googlemail.com"),
        ("user.name+NYC@Example.com", "user.name+nyc@example.com"),
    ],
)
def test_addresses_that_are_one_to_google_have_one_hash(written: str, same: str) -> None:
    assert event(email=written)["userData"] == event(email=same)["userData"]


def test_outside_gmail_a_plus_and_dots_make_another_address() -> None:
    assert event(email="user.name+nyc@example.com")["userData"] != event(email="username@example.com")["userData"]


# What is sent


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        pytest.param({"value": "19.99", "currency": "usd"}, {"conversionValue": 19.99, "currency": "USD"}, id="money"),
        pytest.param({"value": 0, "currency": "JPY"}, {"conversionValue": 0, "currency": "JPY"}, id="worth nothing"),
        pytest.param(
            {"ad_user_data": True, "ad_personalization": False},
            {"consent": {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"}},
            id="consent",
        ),
        pytest.param({"ad_user_data": True}, {"consent": {"adUserData": "CONSENT_GRANTED"}}, id="half a consent"),
        pytest.param(
            {"products": [{"id": 7, "price": "1.5", "quantity": 2}, {"id": "b"}], "discount": 1, "currency": "EUR"},
            {
                "currency": "EUR",
                "cartData": {
                    "transactionDiscount": 1,
                    "items": [
                        {"merchantProductId": "7", "quantity": 2, "unitPrice": 1.5},
                        {"merchantProductId": "b"},
                    ],
                },
            },
            id="a cart",
        ),
        pytest.param({"transaction_id": 42}, {"transactionId": "42"}, id="an order's number"),
        pytest.param({"wbraid": ""}, {}, id="a click's id that is empty"),
    ],
)
def test_fields_of_an_event(fields: dict[str, Any], sent: dict[str, Any]) -> None:
    always = {
        "transactionId": "d0",
        "eventTimestamp": "2026-10-31T10:15:30.000Z",
        "eventSource": "WEB",
        "adIdentifiers": {"gclid": "GCLID123"},
    }
    assert event(**fields) == {**always, **sent}


def test_the_account_and_the_conversion_action_stand_once_in_a_call() -> None:
    request = requests_of(
        GOOGLE_ADS, "conversion", [conversion(conversion_action="55")], instance(login_customer_id="999-999-9999")
    )[0]
    assert json.loads(request.body)["destinations"] == [
        {
            "operatingAccount": {"accountType": "GOOGLE_ADS", "accountId": "1234567890"},
            "loginAccount": {"accountType": "GOOGLE_ADS", "accountId": "9999999999"},
            "productDestinationId": "55",
        }
    ]


# Delivery


def test_one_call_fetches_a_token_and_one_takes_all_conversions() -> None:
    results, kept, urls = deliver(conversion(0), conversion(1))
    assert [one.outcome for one in results] == [Sent(), Sent()]
    assert kept == ["d0", "d1"]
    assert urls == ["https://oauth2.googleapis.com/token", "https://datamanager.googleapis.com/v1/events:ingest"]


def test_conversions_of_two_conversion_actions_travel_in_two_calls() -> None:
    _, kept, urls = deliver(conversion(0), conversion(1, conversion_action=5), conversion(2))
    assert sorted(kept) == ["d0", "d1", "d2"]
    assert len(urls) == 3


def test_one_bad_conversion_does_not_sink_the_others_of_its_call() -> None:
    bad = conversion(1, email="ada@example.com").model_copy(update={"email": "ada@example.com"}).with_delivery_id("d1")
    results, kept, urls = deliver(conversion(0), bad, conversion(2))
    reported = "Google refused events.events[1].user_data: The SHA256 encoded value is malformed."
    assert [one.outcome for one in results] == [Sent(), Rejected(reported), Sent()]
    assert kept == ["d0", "d2"]
    assert len(urls) == 3


def test_when_google_only_checks_nothing_is_kept() -> None:
    results, kept, _ = deliver(conversion(0), validate_only=True)
    assert ([one.outcome for one in results], kept) == ([Sent()], [])


def test_a_consent_taken_back_stops_the_instance_and_loses_nothing() -> None:
    results, kept, _ = deliver(conversion(0), refresh_token=REVOKED)
    assert getattr(results[0].outcome, "pause", False)
    assert kept == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(400, {"error": {"code": 400, "message": "Invalid JSON payload received."}}, id="no details"),
        pytest.param(
            400,
            {"error": {"details": [{"fieldViolations": [{"field": "encoding", "description": "missing"}]}]}},
            id="a fault of the whole call",
        ),
        pytest.param(400, "<html>", id="no JSON"),
        pytest.param(400, {"error": "bad"}, id="an error of another kind"),
        pytest.param(429, {"error": {"status": "RESOURCE_EXHAUSTED"}}, id="too many calls"),
        pytest.param(200, {"requestId": "r"}, id="taken"),
    ],
)
def test_answers_that_are_for_the_status_table(status: int, body: Any) -> None:
    rows = [conversion(0), conversion(1)]
    answer = Response(requests_of(GOOGLE_ADS, "conversion", rows, instance())[0], status, {}, json.dumps(body).encode())
    assert judge_conversions(answer, rows) == []


# What cannot be


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        pytest.param(Conversion, {"happened_at": 1e9}, "nobody to match this to: map one of gclid", id="nobody"),
        pytest.param(Conversion, {**GOOD, "email": "...@gmail.com"}, "could have given out", id="nobody at Gmail"),
        pytest.param(Conversion, {**GOOD, "phone": "800 555 0100"}, "with . and its country code", id="half a number"),
        pytest.param(Conversion, {**GOOD, "source": "TV"}, "source", id="a source that is none"),
        pytest.param(Conversion, {**GOOD, "happened_at": "soon"}, '"soon" is not a time', id="no time"),
        pytest.param(Refund, {**GOOD, "value": 0}, "transaction_id", id="a refund of no order"),
        pytest.param(Refund, {**GOOD, "transaction_id": "o1"}, "value", id="a refund of no value"),
        pytest.param(Refund, {**GOOD, "transaction_id": " ", "value": 0}, "empty text", id="a refund of a blank"),
    ],
)
def test_payloads_that_cannot_be(model: Any, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        model.model_validate(fields)


def test_settings_hold_three_secrets_less_one() -> None:
    assert dict(instance().secrets()) == {"client_secret": "s3cret", "refresh_token": "refr3sh"}
    with pytest.raises(ValidationError, match='"my account" is not a number'):
        instance(customer_id="my account")
