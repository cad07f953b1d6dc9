"""Untidy events about people, through the destinations with their defaults: what goes out, and what is said."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from actions.decision import Decision
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.event.context import Context
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import load_registry
from destinations.sdk import sha256_hex
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
SETTINGS = {
    "meta_capi": '{pixel_id: "123", access_token: {secret: T}',
    "tiktok_events": "{event_source_id: C4A7PJ3, access_token: {secret: T}",
    "pinterest_capi": '{ad_account_id: "549755885175", conversion_token: {secret: T}',
    "linkedin_capi": "{access_token: {secret: T}, conversion_rule: 104012",
    "google_ads": "{customer_id: 1, conversion_action: 9, client_id: a, client_secret: {secret: T}, "
    "refresh_token: {secret: T}",
    "klaviyo": "{api_key: {secret: T}",
    "braze": "{api_key: {secret: T}, instance: iad-01",
    "intercom": "{access_token: {secret: T}",
    "mixpanel": "{project_token: {secret: T}",
    "amplitude": "{api_key: {secret: T}, secret_key: {secret: T}",
    "posthog": "{project_api_key: {secret: T}",
    "ga4": "{measurement_id: G-1, api_secret: {secret: T}",
    "customerio": "{site_id: s, api_key: {secret: T}",
}
ADS = ["meta_capi", "tiktok_events", "pinterest_capi"]
MATCHING = [*ADS, "linkedin_capi", "google_ads"]
HASH = "8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52"
ADA = sha256_hex("ada@example.com")
CONTEXT = {
    "ip": "203.0.113.9",
    "userAgent": "UA",
    "page": {"url": "https://shop.example/thanks"},
    "traits": {"email": "ada@example.com"},
}
PRODUCT = {"product_id": "p1", "sku": "s1", "name": "Hat", "price": 5.25, "quantity": 2}
PROPERTIES = {"order_id": "A1", "revenue": "10.50", "currency": "EUR", "products": [PRODUCT]}


def plan_of(destination: str, do: str, setting: str = "", more: str = "") -> Plan:
    settings = f"{SETTINGS[destination]}{setting}}}"
    text = f"version: 1\ndestination: {destination}\nsettings: {settings}\nactions:\n  - do: {do}\n{more}"
    report = Report()
    plan = build_plan(load_mapping_file(text, "own.yaml", report), load_registry(), report, lambda _: None)
    assert not report.has_errors, [one.message for one in report]
    return plan


def decided(plan: Plan, happened: dict[str, Any]) -> Decision:
    (decision,) = decide(happened, plan, NOW)
    (explained,) = explain(happened, plan, NOW)
    assert explained.as_dict() | {"trace": None} == decision.as_dict() | {"trace": None}
    return decision


def order(traits: Any = None, context: Any = None, **properties: Any) -> dict[str, Any]:
    known = {**CONTEXT, **(context or {})}
    known["traits"] = {**CONTEXT["traits"], **(traits or {})}  # type: ignore[dict-item]  # an object
    moment = {"messageId": "e1", "timestamp": "2026-02-28T10:00:00Z", "userId": "u1"}
    event = {"type": "track", "event": "Order Completed", "context": known, "properties": {**PROPERTIES, **properties}}
    return {**moment, **event}


def person(**traits: Any) -> dict[str, Any]:
    moment = {"messageId": "m-1", "timestamp": "2026-02-28T10:00:00Z", "userId": "u_1"}
    return {**moment, "type": "identify", "traits": {"firstName": "Ada", "plan": "pro", **traits}}


def sent(decision: Decision) -> dict[str, Any]:
    """The payload as it is kept, without what is empty."""
    assert decision.status == "fired", [one.message for one in decision.diagnostics]
    assert decision.payload
    found: dict[str, Any] = orjson.loads(decision.payload.model_dump_json(exclude_none=True))
    return found


def left_out(decision: Decision) -> list[str]:
    assert all(one.code == "W510" for one in decision.diagnostics)
    return [str(one.path) for one in decision.diagnostics]


PHONES = {
    "too short": ("123", {}, "", None),
    "of a country that is not known": ("22 12 34 56", {}, "", None),
    "of Norway and of the USA": (4722123456, {}, "", None),
    "letters": ("555-555-SHIP", {}, "", None),
    "of the person's address": ("22 12 34 56", {"address": {"country": "Norway"}}, "", "+4722123456"),
    "of the USA, as people write it": ("(415) 555-0123", {"address": {"country": "US"}}, "", "+14155550123"),
    "of the setting": ("22 12 34 56", {}, ", default_country: NO", "+4722123456"),
    "of the address before the setting": (
        "22 12 34 56",
        {"address": {"country": "NO"}},
        ", default_country: US",
        "+4722123456",
    ),
    "of the setting, as the address says nothing": (
        *("22 12 34 56", {"address": {"country": "Utopia"}}, ", default_country: NO", "+4722123456"),
    ),
    "digits that lost their plus": ("14155550123", {}, "", "+14155550123"),
    "a number that lost its plus": (14155550123, {}, "", "+14155550123"),
    "with its plus": ("+44 20 7946 0018", {}, "", "+442079460018"),
}


@pytest.mark.parametrize(("phone", "traits", "setting", "e164"), PHONES.values(), ids=PHONES)
def test_a_number_that_is_matched_is_completed_or_left_out(
    phone: Any, traits: Any, setting: str, e164: str | None
) -> None:
    decision = decided(plan_of("tiktok_events", "purchase", setting), order({"phone": phone, **traits}))
    body = sent(decision)
    assert (body["email"], body.get("phone")) == (ADA, e164 and sha256_hex(e164))
    gone = [] if e164 else ["phone"]
    assert left_out(decision) == gone + (["country"] if traits == {"address": {"country": "Utopia"}} else [])


@pytest.mark.parametrize("destination", [*ADS, "google_ads", "klaviyo"])
@pytest.mark.parametrize("phone", ["123", "22 12 34 56", 4722123456, "555-555-SHIP"])
def test_a_phone_number_does_not_cost_an_order(destination: str, phone: Any) -> None:
    decision = decided(plan_of(destination, "purchase"), order({"phone": phone}))
    assert left_out(decision) == ["phone"]
    assert "phone" not in sent(decision)
    assert str(phone) not in decision.diagnostics[0].message


@pytest.mark.parametrize("destination", ["braze", "intercom", "klaviyo"])
@pytest.mark.parametrize(
    ("phone", "setting", "e164"),
    [
        ("4155552671", "", None),
        ("(415) 555-2671", "", None),
        ("(415) 555-2671", ", default_country: US", "+14155552671"),
        ("442079460018", "", "+442079460018"),
    ],
)
def test_people_are_written_to_at_a_number_that_is_theirs(
    destination: str, phone: str, setting: str, e164: str | None
) -> None:
    decision = decided(plan_of(destination, "identify", setting), person(phone=phone, address={"country": "US"}))
    assert (sent(decision).get("phone"), left_out(decision)) == (e164, [] if e164 else ["phone"])


@pytest.mark.parametrize("destination", ["braze", "intercom", "klaviyo", "customerio"])
@pytest.mark.parametrize("email", ["not-an-address", 123])
def test_a_person_who_is_known_is_not_lost_for_an_address(destination: str, email: Any) -> None:
    decision = decided(plan_of(destination, "identify"), person(email=email))
    assert ("email" in sent(decision), left_out(decision)) == (False, ["email"])


@pytest.mark.parametrize("destination", MATCHING)
def test_a_hash_is_not_hashed_once_more(destination: str) -> None:
    names = {"firstName": HASH, "lastName": HASH, "address": {"city": HASH, "postalCode": HASH}}
    plan = plan_of(destination, "purchase")
    assert sent(decided(plan, order({"email": HASH.upper()})))["email"] == HASH
    decision = decided(plan, order(names))
    assert set(sent(decision)) & {"first_name", "last_name", "city", "postal_code"} == set()
    assert set(left_out(decision)) <= {"first_name", "last_name", "city", "postal_code"}
    assert sent(decision)["email"] == ADA


@pytest.mark.parametrize("destination", ADS)
def test_names_that_are_hashes_say_so(destination: str) -> None:
    decision = decided(plan_of(destination, "purchase"), order({"firstName": f"sha256:{HASH}", "lastName": HASH}))
    assert (sent(decision)["first_name"], left_out(decision)) == (HASH, ["last_name"])
    assert "write sha256: before it" in f"{decision.diagnostics[0].message} {decision.diagnostics[0].hint}"


@pytest.mark.parametrize("destination", [*MATCHING, "klaviyo"])
def test_an_empty_property_hides_nobody(destination: str) -> None:
    plan = plan_of(destination, "purchase")
    body = sent(decided(plan, order(email="")))
    assert body["email"] == ("ada@example.com" if destination == "klaviyo" else ADA)
    if destination != "linkedin_capi":
        assert "phone" in sent(decided(plan, order({"phone": "+4722123456"}, phone="")))


@pytest.mark.parametrize("destination", [*ADS, "mixpanel", "amplitude", "posthog"])
@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_address_and_browser_are_none(destination: str, empty: str) -> None:
    decision = decided(plan_of(destination, "purchase"), order(context={"ip": empty, "userAgent": empty}))
    assert (set(sent(decision)) & {"ip", "user_agent"}, left_out(decision)) == (set(), [])


@pytest.mark.parametrize("destination", [*ADS, "mixpanel", "amplitude", "posthog"])
def test_the_public_address_of_several_goes_out(destination: str) -> None:
    plan = plan_of(destination, "purchase")
    assert sent(decided(plan, order(context={"ip": "10.0.0.1, 203.0.113.7"})))["ip"] == "203.0.113.7"
    assert left_out(decided(plan, order(context={"ip": "10.0.0.1"}))) == ["ip"]


@pytest.mark.parametrize("destination", ADS)
@pytest.mark.parametrize("search", ["?fbclid=&utm_source=x", "?ttclid=", "?epik=", "?ttclid=&epik=&fbclid="])
def test_a_link_without_its_click_costs_nothing(destination: str, search: str) -> None:
    page = {"url": "https://shop.example/thanks", "search": search}
    decision = decided(plan_of(destination, "purchase"), order(context={"page": page}))
    assert (set(sent(decision)) & {"fbclid", "fbc", "ttclid", "click_id"}, left_out(decision)) == (set(), [])
    assert float(sent(decision)["value"]) == 10.5


@pytest.mark.parametrize(
    ("properties", "kept", "gone"),
    [
        pytest.param({"fbc": "fb.1.1697698245670."}, {}, ["fbc"], id="half a cookie"),
        pytest.param(
            {"fbc": "fb.1.1697698245670.IwAR1a-b_c.AQEC"}, {"fbc": "fb.1.1697698245670.IwAR1a-b_c.AQEC"}, [], id="whole"
        ),
        pytest.param({"fbc": "", "fbp": ""}, {}, [], id="empty ones"),
        pytest.param(
            {"fbc": "fb.1.1.", "fbclid": "IwAR1a"}, {"fbclid": "IwAR1a"}, ["fbc"], id="the link beside half of it"
        ),
    ],
)
def test_meta_gets_whole_cookies(properties: dict[str, Any], kept: dict[str, str], gone: list[str]) -> None:
    decision = decided(plan_of("meta_capi", "purchase"), order(**properties))
    body = sent(decision)
    assert ({name: body[name] for name in ("fbc", "fbp", "fbclid") if name in body}, left_out(decision)) == (kept, gone)


@pytest.mark.parametrize(
    ("page", "gone"),
    [pytest.param({"url": ""}, [], id="empty"), pytest.param({"url": "/thanks"}, ["url"], id="relative")],
)
def test_without_its_page_meta_gets_an_event_of_no_website(page: dict[str, Any], gone: list[str]) -> None:
    decision = decided(plan_of("meta_capi", "purchase"), order(context={"page": page}))
    assert (sent(decision)["action_source"], left_out(decision)) == ("other", gone)


@pytest.mark.parametrize("destination", [*ADS, "braze", "google_ads"])
@pytest.mark.parametrize("part", ["brand", "category", "name", "sku", "product_id"])
def test_what_a_product_lacks_does_not_cost_the_order(destination: str, part: str) -> None:
    decision = decided(plan_of(destination, "purchase"), order(products=[{**PRODUCT, part: ""}]))
    body = sent(decision)
    (product,) = body["products"]
    ids = {"sku": "p1", "product_id": "s1"}
    assert left_out(decision) == []
    assert product.get("id", product.get("product_id")) == ids.get(part, "p1")
    assert float(body.get("value") or body["revenue"]) == 10.5
    assert "" not in product.values()


def test_braze_takes_the_next_of_its_own_names_for_a_variant() -> None:
    (product,) = sent(decided(plan_of("braze", "purchase"), order(products=[{**PRODUCT, "sku": ""}])))["products"]
    assert product["variant_id"] == "p1"


@pytest.mark.parametrize(("destination", "order_id"), [*((one, None) for one in ADS), ("google_ads", "e1")])
def test_an_order_without_its_number_goes_out(destination: str, order_id: str | None) -> None:
    body = sent(decided(plan_of(destination, "purchase"), order(order_id="")))
    assert (body.get("order_id") or body.get("transaction_id")) == order_id


@pytest.mark.parametrize("destination", ["mixpanel", "amplitude", "posthog", "braze", "customerio"])
@pytest.mark.parametrize("user_id", ["null", "[object Object]", 0])
def test_an_id_that_names_nobody_is_left_out_beside_one_that_does(destination: str, user_id: Any) -> None:
    decision = decided(plan_of(destination, "track"), {**order(), "userId": user_id, "anonymousId": "a1"})
    assert ("user_id" in sent(decision), decision.diagnostics[-1].path) == (False, "user_id")
    assert sent(decision).get("distinct_id", "a1") == "a1"


@pytest.mark.parametrize("destination", ["mixpanel", "amplitude", "posthog"])
def test_an_event_of_nobody_but_a_placeholder_fails(destination: str) -> None:
    decision = decided(plan_of(destination, "track"), {**order(), "userId": "undefined"})
    assert decision.status == "failed"
    assert any("placeholder" in one.message for one in decision.diagnostics)


def test_what_is_allowed_is_never_left_out() -> None:
    plan = plan_of("google_ads", "purchase", more="    map: {ad_user_data: properties.consent}\n")
    assert decided(plan, order(consent="perhaps")).status == "failed"
    assert sent(decided(plan, order(consent="denied")))["ad_user_data"] is False


def test_whom_to_delete_is_never_guessed() -> None:
    plan = plan_of("customerio", "delete", more='    when: type = "track"\n')
    assert decided(plan, {**order(), "userId": "null"}).status == "failed"
    assert sent(decided(plan, order()))["user_id"] == "u1"


def test_a_number_inside_an_object_goes_by_the_country_beside_it() -> None:
    own = "    map: {client_id: userId, user_data.phone: properties.phone, user_data.country: properties.country}\n"
    plan = plan_of("ga4", "purchase", more=own)
    assert sent(decided(plan, order(phone="22 12 34 56", country="NO")))["user_data"]["phone"] == sha256_hex(
        "+4722123456"
    )
    assert left_out(decided(plan, order(phone="22 12 34 56"))) == ["user_data.phone"]


MASKED = {
    "a phone number": ({"phone": "123"}, "left out: phone: … is not a whole phone number"),
    "a phone number that is one": ({"phone": 4722123456}, "left out: phone: … is not a whole phone number"),
    "an address": ({"email": "ada at home"}, "left out: email: … is not an e-mail address"),
    "a birthday": ({"birthday": "16 February"}, "left out: birthday: … is not a birthday"),
    "true for a name": ({"firstName": True}, "left out: first_name: … is not a text"),
    "a hash": ({"firstName": HASH}, "left out: first_name: 64 hexadecimal digits look like a hash"),
}


@pytest.mark.parametrize(("traits", "words"), MASKED.values(), ids=MASKED)
def test_a_warning_tells_nothing_of_the_person(traits: dict[str, Any], words: str) -> None:
    (warning,) = decided(plan_of("meta_capi", "purchase"), order(traits)).diagnostics
    assert warning.message.startswith(words)
    assert str(*traits.values()) not in f"{warning.message} {warning.hint}"


def test_advice_is_shown_as_it_stands() -> None:
    (warning,) = decided(plan_of("meta_capi", "purchase"), order({"address": {"country": "Utopia"}})).diagnostics
    assert (warning.message, warning.hint) == (
        "left out: country: … is not a country",
        "write its two letters of ISO 3166, such as US",
    )


def test_the_path_that_stands_in_is_the_one_with_the_value() -> None:
    happened = {**order(), "context": {"traits": {"email": "ada at home"}}, "properties": {"email": "ada@example.com"}}
    happened["traits"] = {"phone": "0150", "email": "ada@example.com"}
    happened["context"]["traits"]["phone"] = "+4722123456"
    (warning,) = decided(plan_of("klaviyo", "track"), happened).diagnostics
    assert warning.message.endswith("; context.traits.phone is used instead")
