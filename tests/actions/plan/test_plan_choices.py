"""Names in `only:` and `except:` that name nothing, as far as a file can know."""

import pytest
from pydantic import Field

from actions.plan.build import build_plan
from destinations.registry import Plugin, Registry, load_registry
from destinations.sdk import ActionType, Destination, Payload, Request, Settings
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

FILE = "{{version: 1, destination: acme, actions: [{{do: sale, when: {{type: track}}, {} }}]}}"


class Person(Payload):
    email: str | None = None
    city: str | None = None


class Sale(Payload):
    person: Person | None = None
    traits: dict[str, object] = Field(default={})


def findings(action: str) -> list[str]:
    sale = ActionType("sale", Sale, lambda *_: Request.post("https://acme.example/"), "Sell.")
    acme = Destination("acme", "Acme", Settings, (sale,), "Help.")
    registry, report = Registry({}, {"acme": Plugin(acme, "version: 1\naction_types: {}", "", "")}), Report()
    build_plan(load_mapping_file(FILE.format(action), "acme.yaml", report), registry, report, lambda _: None)
    return [f"{one.code} {one.place}: {one.message}; {one.hint}" for one in report]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        pytest.param(
            "map: {traits: {map: {plan: userId}, except: [paln]}}",
            'W351 acme.yaml:1:120: except: names paln, which the object made here does not have; did you mean "plan"?',
            id="a field of an object that is built",
        ),
        pytest.param(
            "set: {traits: {a: 1}}, map: {person: {map: {city: userId}, only: town}}", "it has city", id="only"
        ),
        pytest.param(
            "map: {traits: {from: '{plan: userId, x: event}', except: [total]}}",
            "it has plan, x",
            id="of an expression",
        ),
        pytest.param("map: {traits: {value: {a: 1}, except: [total]}}", "it has a", id="of a literal"),
        pytest.param(
            "map: {person: {from: traits, only: [email, citty]}}",
            'E342 acme.yaml:1:118: only: keeps citty, for which acme.sale has no field; did you mean "city"?',
            id="what the payload has no field for",
        ),
        pytest.param(
            "map: {person: {from: traits, only: [town], rename: {town: place}}}",
            "keeps place",
            id="and under a new name",
        ),
        pytest.param(
            "map: {traits: {from: traits, except: [emial]}}", 'did you mean "email"?', id="two letters swapped"
        ),
        pytest.param(
            "map: {traits: {from: context, only: [locale, pagge]}}", 'did you mean "page"?', id="a letter twice"
        ),
        pytest.param(
            "map: {traits: {from: [properties, traits], except: [adress.city]}}", 'did you mean "address"?', id="deeper"
        ),
        pytest.param(
            "map: {traits: {map: {a: {from: traits, except: [phoen]}}}}", 'did you mean "phone"?', id="in an object"
        ),
    ],
)
def test_a_name_that_names_nothing_is_reported(action: str, words: str) -> None:
    [found] = findings(action)
    assert words in found


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(
            "map: {traits: {from: traits, except: [email, first_name, emails, mail, password]}}", id="own names"
        ),
        pytest.param("map: {traits: {from: properties, except: [prize, totals, order_ids, tile]}}", id="words near"),
        pytest.param("map: {traits: {from: properties.person, except: [emial]}}", id="an object of the sender's own"),
        pytest.param("map: {person: {from: traits, only: [email, city]}}", id="fields of the payload"),
        pytest.param("map: {person: {from: traits, only: [mail], rename: {mail: email}}}", id="by a new name"),
        pytest.param("map: {person: {from: traits, except: [plan]}}", id="what the payload does not take"),
        pytest.param("map: {traits: {map: {a.b: userId}, only: [a.b]}}", id="a field inside a field"),
    ],
)
def test_a_name_that_may_name_something_is_left_alone(action: str) -> None:
    assert findings(action) == []


def test_no_default_of_a_built_in_destination_names_nothing() -> None:
    registry = load_registry([])
    for name in registry.names():
        plugin = registry.find(name)
        assert plugin
        report = Report()
        actions = ", ".join(
            f"{{do: {kind.name}, name: {kind.name}-1, when: {{type: track}}}}"
            for kind in plugin.destination.action_types
        )
        text = f"{{version: 1, destination: {name}, actions: [{actions}]}}"
        build_plan(load_mapping_file(text, "f.yaml", report), registry, report, lambda _: None)
        assert [one for one in report if one.code in ("W351", "E342")] == []
