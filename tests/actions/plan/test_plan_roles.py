"""Findings about mappings that work against what their fields mean."""

import pytest

from actions.plan.build import build_plan
from destinations.registry import Plugin, Registry
from destinations.sdk import ActionType, Amount, Currency, Destination, HashedEmail, Payload, Request, Settings
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

FILE = "{{version: 1, destination: acme, actions: [{{do: sale, when: {{type: track}}, {} }}]}}"


class Person(Payload):
    email: HashedEmail = None


class Sale(Payload):
    email: HashedEmail = None
    nickname: str | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    person: Person | None = None


def findings(action: str) -> list[str]:
    sale = ActionType("sale", Sale, lambda *_: Request.post("https://acme.example/"), "Sell.")
    acme = Destination("acme", "Acme", Settings, (sale,), "Help.")
    registry, report = Registry({}, {"acme": Plugin(acme, "version: 1\naction_types: {}", "", "")}), Report()
    build_plan(load_mapping_file(FILE.format(action), "acme.yaml", report), registry, report, lambda _: None)
    return [f"{one.code} {one.place}: {one.message}" for one in report]


@pytest.mark.parametrize(
    "action",
    [
        pytest.param("map: {email: context.traits.email}", id="a plain value"),
        pytest.param("map: {email: \"join('', ['sha256:', properties.hash])\"}", id="a hash that says so"),
        pytest.param("map: {nickname: sha256(userId)}", id="a hash into a field that is not hashed"),
        pytest.param("map: {email: \"if_(sha256(userId) == 'a', userId, userId)\"}", id="a hash that is compared"),
        pytest.param("map: {amount: properties.total, currency: properties.currency}", id="an amount and its currency"),
        pytest.param("map: {amount: properties.total}, set: {currency: EUR}", id="a currency that is set"),
        pytest.param("map: {email: userId}, set: {currency: null}", id="no amount and no currency"),
        pytest.param("set: {amount: null, currency: null}", id="neither of both"),
    ],
)
def test_nothing_is_said_of_what_may_be_meant(action: str) -> None:
    assert findings(action) == []


@pytest.mark.parametrize(
    ("action", "words"),
    [
        pytest.param("map: {email: sha256(context.traits.email)}", "W347 acme.yaml:1:88: email is", id="SHA-256"),
        pytest.param("map: {email: md5(context.traits.email)}", "md5() in", id="MD5"),
        pytest.param('map: {email: "userId || sha256(anonymousId)"}', "sha256() in", id="in one of two cases"),
        pytest.param('map: {email: "userId | sha256(@)"}', "sha256() in", id="behind a pipe"),
        pytest.param('map: {email: {from: [userId, "sha256(anonymousId)"]}}', "sha256() in", id="as the second source"),
        pytest.param("map: {person.email: sha256(userId)}", "person.email is hashed anyway", id="inside an object"),
        pytest.param("map: {amount: properties.total}, set: {currency: null}", "W348", id="null for a currency"),
        pytest.param('map: {amount: properties.total}, set: {currency: ""}', "W348", id="an empty currency"),
    ],
)
def test_what_is_surely_a_mistake_is_one_warning(action: str, words: str) -> None:
    [found] = findings(action)
    assert words in found
