"""One list of paths for all destinations: clicks on ads, and traits by each of their spellings."""

import json
from typing import Any

import pytest

from actions.kit.cases.overlay import overlay
from destinations.registry import load_registry
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report
from mappings.yaml_reader.read import read_yaml
from tests.destinations.acceptance.built_in import bodies_of, cases_of

CLICKS = {
    "google_ads": ("gclid", "gbraid", "wbraid"),
    "linkedin_capi": ("li_fat_id",),
    "meta_capi": ("fbclid", "fbc", "fbp"),
    "pinterest_capi": ("epik",),
    "reddit_capi": ("rdt_cid", "rdt_uuid"),
    "snapchat_capi": ("ScCid", "scid"),
    "tiktok_events": ("ttclid", "ttp"),
    "x_ads": ("twclid",),
}
COOKIES = {"fbc": "fb.1.1697698245670.Cl1ck", "fbp": "fb.1.1697698245670.1234"}
OF_COOKIES = {"fbc", "fbp", "ttp", "scid", "rdt_uuid"}
IN_PAGES = [(tool, name) for tool, names in CLICKS.items() for name in names if name not in OF_COOKIES]
ALL = [(tool, name) for tool, names in CLICKS.items() for name in names]
PLACES = {
    "the page's query": {"context": {"page": {"search": "?x=1&{}=Cl1ck"}}},
    "the page's address": {"context": {"page": {"search": None, "url": "https://shop.example/?{}=Cl1ck#top"}}},
}


def sent(tool: str, change: dict[str, Any]) -> str:
    """What the tool gets of an order with that change."""
    case = next(one for one in cases_of(tool) if one.of == "order_completed")
    return json.dumps([json.loads(body) for body in bodies_of(case, overlay(case.event, change))])


def named(change: Any, name: str) -> Any:
    """The change with the name of the click's id in its texts."""
    if isinstance(change, dict):
        return {key: named(value, name) for key, value in change.items()}
    return change.format(name) if isinstance(change, str) else change


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("tool", "name"), IN_PAGES)
def test_a_click_is_found_in_the_page(tool: str, name: str, place: str) -> None:
    # The page's address goes along with what is in it.
    found = sent(tool, named(PLACES[place], name)).count("Cl1ck")
    assert found == sent(tool, named(PLACES[place], f"x{name}")).count("Cl1ck") + 1


@pytest.mark.parametrize(("tool", "name"), IN_PAGES)
def test_a_click_is_found_in_the_campaign(tool: str, name: str) -> None:
    assert "Cl1ck" in sent(tool, {"context": {"campaign": {name: "Cl1ck"}}})


@pytest.mark.parametrize(("tool", "name"), ALL)
def test_a_click_is_found_in_the_properties(tool: str, name: str) -> None:
    value = COOKIES.get(name, "Cl1ck")
    assert value in sent(tool, {"properties": {name: value}})


@pytest.mark.parametrize("name", ["ttclid", "ttp"])
def test_a_click_is_found_where_the_browser_library_puts_it(name: str) -> None:
    assert "Cl1ck" in sent("tiktok_events", {"integrations": {"TikTok Conversions": {name: "Cl1ck"}}})


def described(tool: str, traits: dict[str, Any]) -> str:
    """What the tool gets of a person with these traits and an e-mail address."""
    case = next(one for one in cases_of(tool) if one.of == "identify_full" and one.expected.get("sends") != [])
    return json.dumps(bodies_of(case, {**case.event, "traits": {"email": "ada@example.com", **traits}}))


SPELLINGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "first_name": ({"first_name": "Grace"}, {"firstName": "Grace"}),
    "last_name": ({"last_name": "Grace"}, {"lastName": "Grace"}),
    "zip": ({"zip": "94105"}, {"address": {"postalCode": "94105"}}),
    "postal_code in the address": ({"address": {"postal_code": "94105"}}, {"address": {"postalCode": "94105"}}),
    "postcode, as WooCommerce writes it": ({"address": {"postcode": "94105"}}, {"address": {"postalCode": "94105"}}),
    "province, as Shopify writes it": ({"address": {"province": "Grace"}}, {"address": {"state": "Grace"}}),
    "country_code": ({"address": {"country_code": "NO"}}, {"address": {"country": "NO"}}),
    "phone_number": ({"phone_number": "+442079460018"}, {"phone": "+442079460018"}),
    "city beside the other traits": ({"city": "Grace"}, {"address": {"city": "Grace"}}),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("tool", ["meta_capi", "pinterest_capi", "tiktok_events", "klaviyo"])
def test_a_trait_is_read_by_each_of_its_spellings(tool: str, spelling: str) -> None:
    other, usual = SPELLINGS[spelling]
    assert described(tool, other) == described(tool, usual) != described(tool, {})


@pytest.mark.parametrize(
    ("traits", "place"),
    [
        pytest.param({"company": "Initech"}, "organization", id="a company that is a text"),
        pytest.param({"company": {"name": "Initech"}}, "organization", id="a company that is an object"),
        pytest.param({"company_name": "Initech"}, "organization", id="its name alone"),
        pytest.param({"address": "Initech"}, "address1", id="an address that is a text is a street"),
        pytest.param({"address": {"address_1": "Initech"}}, "address1", id="a street as WooCommerce writes it"),
    ],
)
def test_an_object_of_the_spec_may_be_a_text(traits: dict[str, Any], place: str) -> None:
    (body,) = json.loads(described("klaviyo", traits))
    attributes = json.loads(body)["data"]["attributes"]
    assert {**attributes, **attributes.get("location", {})}[place] == "Initech"


def test_each_reading_is_a_list_of_paths_and_is_there_once() -> None:
    plugin = load_registry([]).find("meta_capi")
    assert plugin
    text, file = plugin.readings
    report = Report()
    read_yaml(text, file, report)
    assert not report.found
    assert all(isinstance(one.value, list) and one.value for one in read_readings(text, file).paths.values())
