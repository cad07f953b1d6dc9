"""Default triggers take the spec's names of events in any spelling, in every way; own triggers letter by letter."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from actions import Project
from tests.actions.small_projects import MakeProject

PROPERTIES = {
    "order_id": "A7",
    "cart_id": "c1",
    "revenue": "19.99",
    "currency": "EUR",
    "products": [{"product_id": "p1", "sku": "s1", "name": "Hat", "price": 19.99, "quantity": 1}],
}
ADDED = {"cart_id": "c1", "product_id": "p1", "name": "Hat", "price": 5, "quantity": 2, "currency": "EUR"}
BRAZE = "- do: ecommerce"


def event(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "track",
        "event": name,
        "userId": "u_1",
        "messageId": "m-1",
        "timestamp": "2026-02-28T10:00:00Z",
        "context": {"ip": "203.0.113.9", "userAgent": "UA", "traits": {"email": "ada@example.com"}},
        "properties": properties,
    }


def payloads(project: Project, given: dict[str, Any]) -> dict[str | None, Any]:
    """What each instance gets, which must be the same in all ways."""
    decided = {one.instance: one.as_dict()["payload"] for one in project.decide(given)}
    explained = {one.instance: one.as_dict()["payload"] for one in project.explain(given) if one.status == "fired"}
    assert explained == decided
    for strict in (False, True):
        lines = b"".join(project.process_lines(orjson.dumps(given) + b"\n", strict=strict)).splitlines()
        assert {row["instance"] for row in map(orjson.loads, lines)} == set(decided)
    return decided


@pytest.mark.parametrize(
    "name",
    ["order completed", "ORDER COMPLETED", "order_completed", "Order-Completed", "OrderCompleted", " Order  Completed"],
)
def test_an_order_is_an_order_however_it_is_spelled(make_project: MakeProject, name: str) -> None:
    project = make_project(mixpanel="- do: purchase", ga4="- do: purchase\n- do: add_to_cart", braze=BRAZE)
    spelled, usual = payloads(project, event(name, PROPERTIES)), payloads(project, event("Order Completed", PROPERTIES))
    assert set(spelled) == {"mixpanel", "ga4", "braze"}
    # The tools that have a name of their own for an order get that; the name itself passes as it came.
    assert spelled["ga4"] == usual["ga4"]
    assert spelled["braze"]["event"] == "ecommerce.order_placed"
    assert spelled["braze"] == usual["braze"]
    assert spelled["mixpanel"].pop("event") == name
    assert usual["mixpanel"].pop("event") == "Order Completed"
    assert spelled["mixpanel"] == usual["mixpanel"]


@pytest.mark.parametrize(
    ("name", "properties", "fired"),
    [
        pytest.param("product added", ADDED, {"ga4", "braze"}, id="another event of the spec"),
        pytest.param("Product Added", ADDED, {"ga4", "braze"}, id="its usual spelling"),
        pytest.param("completed_order", PROPERTIES, {"mixpanel", "ga4", "braze"}, id="the older name of an order"),
        pytest.param("Order.Completed", PROPERTIES, set(), id="a point is no space"),
        pytest.param("Order\tCompleted", PROPERTIES, set(), id="nor is a tab"),
        pytest.param("Örder Completed", PROPERTIES, set(), id="only the letters A to Z have a case"),
        pytest.param("Order Complete\u017f", PROPERTIES, set(), id="a long s is no s"),
        pytest.param("Orders Completed", PROPERTIES, set(), id="another word"),
        pytest.param("x" * 300, PROPERTIES, set(), id="a long name"),
    ],
)
def test_what_counts_as_a_spelling(
    make_project: MakeProject, name: str, properties: dict[str, Any], fired: set[str]
) -> None:
    project = make_project(mixpanel="- do: purchase", ga4="- do: purchase\n- do: add_to_cart", braze=BRAZE)
    assert set(payloads(project, event(name, properties))) == fired
    # Once more, now that the name is known.
    assert set(payloads(project, event(name, properties))) == fired


@pytest.mark.parametrize(
    ("trigger", "name", "fires"),
    [
        ('event = "Order Completed"', "order completed", False),
        ('event = "Order Completed"', "Order Completed", True),
        ('event != "Order Completed"', "order completed", True),
        ('spec_name(event) = "Order Completed"', "order completed", True),
        ('spec_name(event) != "Order Completed"', "order completed", False),
        ('spec_name(event) in ["Order Completed", "Order Sent"]', "ORDER COMPLETED", True),
        ('spec_name(event) in ["Order Completed", "Order Sent"]', "order sent", False),
        ('spec_name(event) = "Order Sent"', "order sent", False),
    ],
)
def test_an_own_trigger_compares_letter_by_letter(
    make_project: MakeProject, trigger: str, name: str, *, fires: bool
) -> None:
    project = make_project(mixpanel=f'- do: purchase\n  when: type = "track" and {trigger}')
    assert bool(payloads(project, event(name, PROPERTIES))) == fires


def test_a_condition_of_the_file_stays_exact_beside_a_default_trigger(tmp_path: Path) -> None:
    text = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\nactions: [{do: purchase}]\n"
    (tmp_path / "exact.yaml").write_text(text + 'defaults: {when: event = "Order Completed"}\n')
    project = Project.load(tmp_path)
    assert payloads(project, event("order completed", PROPERTIES)) == {}
    assert set(payloads(project, event("Order Completed", PROPERTIES))) == {"mixpanel"}


TRACK = "- do: track\n  when: event = "
PURCHASE = "- do: purchase\n"


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        pytest.param(
            TRACK + '"order completed"\n' + PURCHASE,
            '"order completed" fires this action and mixpanel.purchase',
            id="an event action beside the default trigger",
        ),
        pytest.param(
            PURCHASE + '- name: Lower\n  do: purchase\n  when: event in ["Order Completed", "order completed"]\n',
            '"order completed" fires this action and mixpanel.purchase',
            id="a second purchase",
        ),
        pytest.param(
            '- do: purchase\n  when: event = "order completed"\n',
            'an event called "Order Completed" does not fire this action',
            id="in the place of the default trigger",
        ),
    ],
)
def test_an_order_that_goes_twice_or_never_is_a_warning(make_project: MakeProject, actions: str, words: str) -> None:
    [finding] = make_project(mixpanel=actions).warnings
    assert finding.code == "W116"
    assert words in finding.message
    assert finding.place
    assert finding.action


@pytest.mark.parametrize(
    "actions",
    [
        pytest.param(TRACK + '"Order Completed"\n' + PURCHASE, id="the usual spelling"),
        pytest.param(TRACK + '"Product added"\n' + PURCHASE, id="another event"),
        pytest.param('- do: track\n  when: event != "order completed"\n' + PURCHASE, id="what is left out"),
        pytest.param('- do: identify\n  when: event = "order completed"\n' + PURCHASE, id="the person behind an order"),
        pytest.param('- do: purchase\n  when: event in ["Order Completed", "order_completed"]\n', id="both by hand"),
        pytest.param('- do: purchase\n  when: spec_name(event) = "Order Completed"\n', id="any spelling by hand"),
        pytest.param(TRACK + '"order completed"\n- {do: purchase, enabled: false}\n', id="a purchase that is off"),
        pytest.param(
            '- do: purchase\n  when: event = "order completed"\n'
            '- name: Upper\n  do: purchase\n  when: event = "Order Completed"\n',
            id="an action for each spelling",
        ),
    ],
)
def test_nothing_is_said_where_each_order_goes_once(make_project: MakeProject, actions: str) -> None:
    assert not make_project(mixpanel=actions).warnings.found


def test_the_reason_says_that_the_spelling_does_not_matter(make_project: MakeProject) -> None:
    project = make_project(mixpanel="- do: purchase")
    [decision] = project.explain(event("Order Sent", PROPERTIES))
    assert 'event is one of "Order Completed", "Completed Order" in any spelling' in (decision.reason or "")
    assert 'saw "Order Sent"' in (decision.reason or "")


def test_names_from_outside_are_looked_up_and_forgotten(make_project: MakeProject) -> None:
    project = make_project(mixpanel="- do: purchase")
    for number in range(5000):
        assert project.decide(event(f"Visit {number}", {})) == []
    assert len(project.decide(event("ORDER_completed", PROPERTIES))) == 1
