"""Objects that are copied from an event: what a tool cannot use of them is named, and the rest is sent."""

from typing import Any

import pytest

from destinations.registry import load_registry
from destinations.sdk import Payload
from tests.destinations.untidy import left_out

REGISTRY = load_registry([])
WHO = {"user_id": "u1"}
WHEN = {"time": "2026-03-01T10:15:30Z"}


def names(most: int) -> dict[str, int]:
    return {f"n{number}": number for number in range(most)}


def payload_of(destination: str, action_type: str) -> type[Payload]:
    plugin = REGISTRY.find(destination)
    found = plugin.destination.action_type(action_type) if plugin else None
    assert found
    return found.payload


@pytest.mark.parametrize(
    ("destination", "action_type", "fields", "expected"),
    [
        pytest.param(
            "braze",
            "track",
            {"event": "E", "properties": {"$deviceId": "d", "": 1, "x" * 256: 1, "plan": "pro"}},
            {f"properties.{name}": "is not a name for Braze" for name in ("$deviceId", "", "x" * 256)},
            id="braze: names of properties",
        ),
        pytest.param(
            "braze", "identify", {"traits": {"$a": 1}}, {"traits.$a": "the first no $"}, id="braze: names of traits"
        ),
        pytest.param(
            "braze",
            "purchase",
            {
                "order_name": "O",
                "revenue": 1,
                "currency": "EUR",
                "products": [{"product_id": "p", "product_name": "P", "variant_id": "v", "metadata": {"$a": 1}}],
            },
            {"products.0.metadata.$a": "is not a name for Braze"},
            id="braze: names in a product",
        ),
        pytest.param(
            "customerio",
            "identify",
            {"traits": names(302)},
            {f"traits.n{n}": "is one too many: Customer.io takes 300 attributes" for n in range(2)},
            id="customerio: attributes of a person",
        ),
        pytest.param(
            "customerio",
            "track",
            {"event": "E", "properties": {"note": "x" * 33_000, "plan": "pro", "html": "y" * 20_000}},
            {"properties.note": "makes too much of it: Customer.io takes 30500 bytes in all"},
            id="customerio: bytes of an event, the largest part first",
        ),
        pytest.param(
            "customerio",
            "identify",
            {"traits": {"deep": {"note": "x" * 33_000}, "plan": "pro"}},
            {"traits.deep": "makes too much of it"},
            id="customerio: bytes of a person",
        ),
        pytest.param(
            "customerio",
            "purchase",
            {"event": "E", "revenue": 1, "currency": "EUR", "products": [{"note": "x" * 9_990}] * 4},
            {"products.3": "makes too much of it"},
            id="customerio: lines of an order, the last ones",
        ),
        pytest.param(
            "klaviyo",
            "track",
            {"event": "E", "properties": names(401)},
            {"properties.n0": "is one too many: Klaviyo takes 400 properties"},
            id="klaviyo: properties of an event",
        ),
        pytest.param(
            "intercom",
            "track",
            {"event": "E", "metadata": {"tags": ["a"], "who": {"a": 1}, "a.b": 1, "a$b": 2, "plan": "pro"}},
            {
                "metadata.tags": "is a list, and Intercom takes texts, numbers, links and amounts",
                "metadata.who": "is an object, and Intercom takes texts",
                "metadata.a$b": "would be named a-b as another one is",
            },
            id="intercom: metadata is flat",
        ),
        pytest.param(
            "intercom",
            "identify",
            {"custom_attributes": {"tags": []}},
            {"custom_attributes.tags": "is a list"},
            id="intercom: attributes are flat",
        ),
        pytest.param(
            "mixpanel",
            "track",
            {"event": "E", "properties": {"wide": names(255), "deep": {"list": list(range(256))}}},
            {
                "properties.wide.n0": "is one too many: Mixpanel takes 254 in one event, object or list",
                "properties.deep.list.254": "is one too many",
                "properties.deep.list.255": "is one too many",
            },
            id="mixpanel: objects and lists",
        ),
        pytest.param(
            "mixpanel",
            "track",
            {"event": "E", "ip": "203.0.113.7", "context": {"$os": "iOS", "utm_source": "a"}, "properties": names(249)},
            {"properties.n0": "is one too many", "properties.n1": "is one too many"},
            id="mixpanel: properties, context, and what a row says of itself",
        ),
        pytest.param(
            "mixpanel",
            "track",
            {"event": "E", "context": names(200), "properties": {**names(220), "time": 1, "token": "t"}},
            {},
            id="mixpanel: names that both have count once, and those that are left out not at all",
        ),
        pytest.param(
            "mixpanel",
            "purchase",
            {"event": "E", "order_id": "O1", "total": 3, "properties": {"order_id": "O1", **names(249)}},
            {"properties.n0": "is one too many"},
            id="mixpanel: the facts of an order beside its properties",
        ),
        pytest.param(
            "mixpanel",
            "purchase",
            {"event": "E", "products": [{"sku": "a"}] * 255},
            {"products.254": "is one too many"},
            id="mixpanel: lines of an order",
        ),
        pytest.param(
            "slack",
            "message",
            {"blocks": [{"type": "divider"}] * 51},
            {"blocks.50": "is one too many: Slack takes 50 blocks"},
            id="slack: blocks",
        ),
    ],
)
def test_what_a_tool_cannot_use_is_named_and_the_rest_is_sent(
    destination: str, action_type: str, fields: dict[str, Any], expected: dict[str, str]
) -> None:
    model = payload_of(destination, action_type)
    needed = {name: value for name, value in {**WHO, **WHEN}.items() if name in model.model_fields}
    payload, parts = left_out(model, {**needed, **fields})
    assert isinstance(payload, model)
    assert parts.keys() == expected.keys()
    assert [path for path, why in parts.items() if expected[path] not in why] == []


COPIES = [
    ("amplitude", "track", "properties", {"event": "E"}),
    ("amplitude", "identify", "traits", {}),
    ("amplitude", "group", "traits", {"group_type": "company", "group_id": "g"}),
    ("customerio", "track", "properties", {"event": "E"}),
    ("customerio", "identify", "traits", {}),
    ("customerio", "group", "traits", {"group_id": "g"}),
    ("heap", "track", "properties", {"event": "E"}),
    ("heap", "identify", "traits", {}),
    ("heap", "group", "traits", {"group_id": "g"}),
    ("intercom", "track", "metadata", {"event": "E"}),
    ("intercom", "identify", "custom_attributes", {}),
    ("iterable", "track", "properties", {"event": "E"}),
    ("iterable", "identify", "traits", {}),
    ("klaviyo", "track", "properties", {"event": "E", "email": "a@b.example"}),
    ("klaviyo", "identify", "properties", {"email": "a@b.example"}),
    ("mixpanel", "track", "properties", {"event": "E"}),
    ("mixpanel", "page", "properties", {"event": "E"}),
    ("mixpanel", "identify", "traits", {}),
    ("mixpanel", "group", "traits", {"group_key": "company", "group_id": "g"}),
    ("moengage", "track", "properties", {"event": "E"}),
    ("moengage", "identify", "traits", {}),
    ("onesignal", "track", "properties", {"event": "E"}),
    ("onesignal", "identify", "tags", {}),
    ("posthog", "track", "properties", {"event": "E"}),
    ("posthog", "identify", "traits", {}),
    ("posthog", "group", "traits", {"group_type": "company", "group_id": "g"}),
]


@pytest.mark.parametrize(("destination", "action_type", "field", "fields"), COPIES)
def test_what_has_no_name_goes_to_no_tool(
    destination: str, action_type: str, field: str, fields: dict[str, Any]
) -> None:
    model = payload_of(destination, action_type)
    needed = {name: value for name, value in {**WHO, **WHEN}.items() if name in model.model_fields}
    payload, parts = left_out(model, {**needed, **fields, field: {"plan": "pro", "": 1}})
    assert parts == {f"{field}.": "has no name"}
    assert getattr(payload, field) == {"plan": "pro"}


@pytest.mark.parametrize(
    ("destination", "action_type", "field", "fields"),
    [
        *(row for row in COPIES if row[1] == "track"),
        ("braze", "track", "properties", {"event": "E"}),
        ("ga4", "event", "params", {"name": "e", "client_id": "1.2"}),
    ],
)
def test_amounts_among_copied_properties_are_numbers_for_every_tool(
    destination: str, action_type: str, field: str, fields: dict[str, Any]
) -> None:
    model = payload_of(destination, action_type)
    needed = {name: value for name, value in {**WHO, **WHEN}.items() if name in model.model_fields}
    given = {"total": "1234.50", "tax": "3", "shipping": "free", "discount": "1,5", "coupon": "7"}
    payload = model.model_validate({**needed, **fields, field: given})
    assert getattr(payload, field) == {**given, "total": 1234.5, "tax": 3}
