"""Salesforce beyond its cases: what becomes of each record, one record twice, names, and where calls go."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.salesforce import SALESFORCE, Lead, Record, SalesforceSettings, judge_records
from destinations.salesforce.stand_in import VENDOR
from destinations.sdk import Rejected, Response, Retry, Sent
from tests.destinations.played import played, requests_of
from tests.destinations.untidy import left_out

SETTINGS = SalesforceSettings.model_validate(
    {"instance_url": "https://acme.my.salesforce.com", "client_id": "c", "client_secret": "s"}
)


def lead(name: str, **more: Any) -> Lead:
    fields = {"external_id": name, "last_name": "L", "company": "C", **more}
    return Lead.model_validate(fields).with_delivery_id(f"id-{name}")


def test_each_record_is_judged_by_itself() -> None:
    payloads = [lead("a"), lead("b", company=None), lead("locked"), lead("d")]
    [request] = requests_of(SALESFORCE, "lead", payloads, SETTINGS)
    outcomes = judge_records(played(VENDOR, request), payloads)
    assert [type(one) for one in outcomes] == [Sent, Rejected, Retry, Sent]
    assert "REQUIRED_FIELD_MISSING" in outcomes[1].reason  # type: ignore[union-attr]  # it is Rejected


def failed(code: str, message: str) -> dict[str, Any]:
    return {"success": False, "errors": [{"statusCode": code, "message": message, "fields": []}]}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(
            200,
            [{"success": True}],
            Retry("Salesforce's answer does not say what became of each record"),
            id="one of two",
        ),
        pytest.param(200, {}, Retry("Salesforce's answer does not say what became of each record"), id="no list"),
        pytest.param(
            200, [{"success": True}, 7], Rejected("Salesforce: refused without a reason"), id="a result that is none"
        ),
        pytest.param(
            200,
            [{"success": True}, failed("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "UNABLE_TO_LOCK_ROW, in a trigger")],
            Retry("Salesforce: CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: UNABLE_TO_LOCK_ROW, in a trigger"),
            id="a row that is locked for a trigger",
        ),
        pytest.param(
            200,
            [{"success": True}, failed("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "no such owner")],
            Rejected("Salesforce: CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: no such owner"),
            id="a trigger that refuses",
        ),
        pytest.param(400, [{"errorCode": "INVALID_FIELD"}], None, id="a 400 is for the status table"),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: Any) -> None:
    payloads = [lead("a"), lead("b")]
    [request] = requests_of(SALESFORCE, "lead", payloads, SETTINGS)
    outcomes = judge_records(Response(request, status, {}, json.dumps(body).encode()), payloads)
    assert (outcomes[-1] if outcomes else None) == expected


def test_one_record_twice_goes_in_two_calls_and_each_payload_is_judged() -> None:
    payloads = [lead("a"), lead("b"), lead("A", company=None)]
    first, second = requests_of(SALESFORCE, "lead", payloads, SETTINGS)
    assert (list(first.items), list(second.items)) == ([0, 1], [2])
    assert isinstance(judge_records(played(VENDOR, second), payloads)[2], Rejected)


def test_records_of_two_objects_do_not_travel_together() -> None:
    kind = SALESFORCE.action_type("record")
    assert kind
    fields = {"id_field": "Number__c", "external_id": 7}
    one, other = (Record.model_validate({**fields, "object": name}) for name in ("Order__c", "Case"))
    assert kind.batch_key(one) != kind.batch_key(other)


@pytest.mark.parametrize("name", ["Order__c/../User", "", "1st", "Order c"])
def test_an_object_has_an_api_name(name: str) -> None:
    with pytest.raises(ValidationError, match="is not an API name; write one such as Order__c"):
        Record.model_validate({"object": name, "id_field": "Id__c", "external_id": "a"})


def test_what_no_field_holds_is_left_out() -> None:
    fields = {"Plan__c": "pro", "a b": 1, "Tags__c": ["a"]}
    payload, parts = left_out(Lead, {"external_id": "a", "fields": fields})
    assert payload.fields == {"Plan__c": "pro"}
    assert parts.keys() == {"fields.a b", "fields.Tags__c"}


def test_no_field_of_ones_own_makes_it_another_record() -> None:
    fields = {"attributes": "x", "Id": "001", "External_ID__c": "HACK", "email": "evil@x.example", "Plan__c": "pro"}
    given = {"external_id": "a", "email": "a@b.example", "last_name": "L", "fields": {**fields, "plan__C": "free"}}
    payload, parts = left_out(Lead, given)
    assert parts.keys() == {"fields.attributes", "fields.Id", "fields.plan__C"}
    [request] = requests_of(SALESFORCE, "lead", [payload.with_delivery_id("d")], SETTINGS)
    [record] = json.loads(request.body)["records"]
    known = {"External_Id__c": "a", "LastName": "L", "Email": "a@b.example"}
    assert record == {"attributes": {"type": "Lead"}, **known, "Plan__c": "pro"}


@pytest.mark.parametrize(
    "url", ["http://acme.my.salesforce.com", "https://acme.example", "https://acme.my.salesforce.com/"]
)
def test_tokens_go_to_salesforce_alone(url: str) -> None:
    with pytest.raises(ValidationError, match="instance_url"):
        SalesforceSettings.model_validate({"instance_url": url, "client_id": "c", "client_secret": "s"})


@pytest.mark.parametrize(
    ("refresh", "grant"), [("", "client_credentials"), ("r", "refresh_token")], ids=["by itself", "for somebody"]
)
def test_how_a_token_is_asked_for(refresh: str, grant: str) -> None:
    settings = SETTINGS.model_copy(update={"refresh_token": SalesforceSettings.model_fields["refresh_token"].default})
    if refresh:
        settings = SalesforceSettings.model_validate(
            {"instance_url": SETTINGS.instance_url, "client_id": "c", "client_secret": "s", "refresh_token": refresh}
        )
    [request] = requests_of(SALESFORCE, "lead", [lead("a")], settings)
    assert request.oauth
    assert request.oauth.request().shown()["body"]["grant_type"] == grant
