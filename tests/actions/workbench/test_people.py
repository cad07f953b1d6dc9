"""What identifies people is hidden wherever it stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.personal_names import is_personal_name
from actions.reading.parse_event import parse_event
from actions.studio.model.asking.event import tree_of
from actions.workbench.people import masked, personal_values, without_texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://s.example/a?email=jane@example.com&x=1", "https://s.example/a?email=•••&x=1"),
        ("https://s.example/a?x=1&email=jane%40example.com#end", "https://s.example/a?x=1&email=•••#end"),
        ("https://s.example/a?phone=%2B436601234567", "https://s.example/a?phone=•••"),
        ("https://s.example/a?first_name=Ada&last_name=Lovelace", "https://s.example/a?first_name=•••&last_name=•••"),
        ("https://s.example/a?telephone_model=x&page=2", "https://s.example/a?telephone_model=x&page=2"),
    ],
)
def test_the_query_of_a_url_shows_no_details_of_people(written: str, shown: str) -> None:
    assert without_texts({"url": written}, ()) == {"url": shown}


PERSONAL = [
    *("billing.address_1", "billing.address_2", "billing.postcode", "billing.city", "billing.name", "billing.zip"),
    *("shipping_address.address1", "shipping_address.name", "shippingAddress.city", "shipping_address.company"),
    *("customer.name", "customers.name", "billing_details.name", "recipient.town", "buyer.line1", "address.line_2"),
    *("properties.browser_ip", "properties.customer_ip_address", "properties.clientIp", "properties.billing_city"),
    *("properties.billing_first_name", "properties.shippingPostcode", "properties.contact_email", "properties.phone2"),
    *("people.name", "members.name", "subscriber.city", "invitees.name", "participants.name", "employee.postal"),
    *("properties.customerName", "properties.address1", "properties.user_name", "traits.e-mail", "traits.$email"),
]
PLAIN = [
    *("products.name", "product.name", "properties.city", "properties.name", "properties.product_name", "page.name"),
    *("shipping_methods.name", "customer_groups.name", "properties.vip", "properties.zipped", "properties.shipping"),
    *("properties.tooltip", "properties.line", "properties.line_items", "campaign.name", "properties.email_count"),
    *("properties.user_plan", "properties.ip_version", "properties.relationship", "properties.shipping_method"),
    *("leader.name", "membership.name", "friendly.name", "peoples_choice.name"),
    *("company.name", "properties.billing_cycle", "properties.hotel", "variant.name", "properties.state"),
]


@pytest.mark.parametrize("path", PERSONAL)
def test_it_identifies_a_person(path: str) -> None:
    around, _, name = path.rpartition(".")
    event = {around: {name: "Grace Hopper"}}
    assert masked(event) == {around: {name: "•••"}}
    assert list(personal_values(event)) == ["Grace Hopper"]


@pytest.mark.parametrize("path", PLAIN)
def test_it_identifies_nobody(path: str) -> None:
    around, _, name = path.rpartition(".")
    assert not is_personal_name(name, around)
    assert masked({around: {name: "Grace"}}) == {around: {name: "Grace"}}


SHOP: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30Z",
    "properties": {
        "order_id": "o1",
        "customer_ip_address": "81.2.69.142",
        "browser_ip": "81.2.69.143",
        "billing": {"name": "Li", "address_1": "Arlington 12", "postcode": "0155", "city": "Oslo", "phone": 4712345678},
        "shipping_address": {"name": "Grace Hopper", "address1": "Main St 5", "address2": "c/o Xu", "city": "Bergen"},
    },
}
OF_PEOPLE = [
    *("81.2.69.142", "81.2.69.143", "Arlington", "0155", "Oslo", "4712345678", '"Li"', "Grace", "Main St", "Xu"),
    "Bergen",
]
ASKED = [
    *(["try", "EVENT", text] for text in ("properties", "properties.billing", "properties.billing.phone")),
    *(["try", "EVENT", text] for text in ("properties.shipping_address.name", "properties.browser_ip exists")),
    ["run", "EVENT", "--requests"],
    ["run", "EVENT", "--format", "json", "--mask"],
    ["explain", "EVENT"],
    ["explain", "EVENT", "--field", "properties.billing.address_1"],
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "mappings").mkdir()
    text = "version: 1\ndestination: mixpanel\nsettings: {project_token: {env: T}}\n"
    (folder / "mappings" / "mixpanel.yaml").write_text(f"{text}actions: [{{name: O, do: track, when: event exists}}]\n")
    (folder / "event.json").write_text(json.dumps(SHOP))
    return folder


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_nothing_of_a_shops_customer_is_shown(shop: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    answer = CliRunner().invoke(app, [one.replace("EVENT", "event.json") for one in words])
    assert answer.exit_code == 0, answer.output
    assert [one for one in OF_PEOPLE if one in answer.stdout] == []


def test_the_studio_shows_nothing_of_a_shops_customer() -> None:
    shown = str(tree_of(SHOP, reveal=False))
    assert [one for one in OF_PEOPLE if one in shown] == []


BROKEN = [
    '{"type": "track", "email": "ada@example.com", "phone": "+4712345678"',
    '{"type": "track", "event": "Order Completed", "userId": "u1", "traits": {"firstName": "Ada", "phone": "+47 12 34',
    '{"phone": 4712345678, "email": "ada@exam',
    '{"to": "ada@example.com", "call": "+47 12 34 56 78", "sms": 4712345678, x',
    '{"address_1": "Ada Street 12 34 56 78", x}',
    "{'email': 'ada@example.com', 'type': 'track'}",
    '{"a": "' + "x" * 5000 + '", "lastName": "Ada',
    '{"note": "say \\"hi\\"", "last_name": "Ada \\"the first\\" 12 34 56 78", x',
]


@pytest.mark.parametrize("line", BROKEN)
def test_the_excerpt_of_a_line_that_is_no_json_shows_nothing_of_a_person(line: str) -> None:
    message = parse_event(line.encode()).diagnostic.message
    assert message.startswith("this is not a complete JSON value at column")
    assert [one for one in ("Ada", "ada@", "ple.com", "4712345678", "12 34", "exam") if one in message] == []


@pytest.mark.parametrize(
    "line", ['{"type": "track", "revenue": 19.99, "at": "2026-03-01T10:15:30Z"', '{"sku": 1234567']
)
def test_the_excerpt_of_a_line_that_is_no_json_shows_what_is_of_nobody(line: str) -> None:
    message = parse_event(line.encode()).diagnostic.message
    assert message.rpartition(": ")[2] in line or line[-20:] in message
