"""A request is data: what it shows, what it sends, what it refuses to hold."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from destinations.sdk import OAuth2, Request, Response, to_json

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://example.com/hook"
OAUTH = OAuth2(token_url="https://auth.example/token", client_id="me", client_secret="c4nary", refresh_token="c4nary")


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_rows_of_a_list_belong_to_payloads_in_order() -> None:
    assert Request.post(URL, json=[1, 2, 3]).items == (0, 1, 2)
    assert Request.post(URL, json={"events": []}).items == (0,)
    assert Request.post(URL, json=[1, 2], items=[0, 0]).items == (0, 0)


@pytest.mark.parametrize("given", [{"json": []}, {"json": {"of": "none"}, "items": []}], ids=["no rows", "no items"])
def test_a_request_about_no_payload_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="about no payload; make no request where there is nothing to send"):
        Request.post(URL, **given)


def test_header_names_are_lower_case_and_own_headers_win() -> None:
    request = Request.post(URL, json={}, headers={"Content-Type": "application/x+json", "X-One": "1"})
    assert request.headers == {"content-type": "application/x+json", "x-one": "1"}


def test_a_form_is_encoded_on_the_wire_and_shown_by_its_fields() -> None:
    request = Request.post(URL, form={"api_key": "AMP & KEY", "event": '{"n":1}', "empty": ""})
    assert request.body == b"api_key=AMP+%26+KEY&event=%7B%22n%22%3A1%7D&empty="
    assert request.headers == {"content-type": "application/x-www-form-urlencoded"}
    assert request.shown()["body"] == {"api_key": "AMP & KEY", "event": '{"n":1}', "empty": ""}
    assert request.items == (0,)


def test_a_request_may_have_no_body_and_null_is_one() -> None:
    request = Request.post(URL, method="DELETE", bearer="HUB_TOKEN")
    assert (request.body, request.headers) == (b"", {"authorization": "Bearer HUB_TOKEN"})
    assert request.shown()["body"] is None
    assert Request.post(URL, json=None).body == b"null"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"json": {}, "form": {}}, "one body: json=, form=, content= or multipart=", id="two bodies"),
        pytest.param({"basic": ("a", ""), "bearer": "b"}, "one scheme of credentials", id="two schemes"),
        pytest.param(
            {"form": {"n": 1}}, "the form's field n is of type int; write it as a text", id="a number in a form"
        ),
        pytest.param({"form": {"n": None}}, "the form's field n is of type NoneType", id="nothing in a form"),
        pytest.param({"form": {"n": "\ud800"}}, "surrogates", id="a lone surrogate in a form"),
        pytest.param({"headers": {"x-id": "\ud800"}}, "header x-id holds a lone surrogate", id="a lone surrogate"),
        pytest.param({"bearer": "a\r\nb"}, "line break", id="a token of two lines"),
    ],
)
def test_what_cannot_be_one_request_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Request.post(URL, **options)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        pytest.param(("POST", None, {}, b""), "Request: url is None; write a text that says something", id="no URL"),
        pytest.param(("POST", URL, {}, "text"), "Request: body is 'text', a str; write bytes", id="a text for a body"),
        pytest.param(("POST", URL + "\ud800", {}, b""), "the URL holds a lone surrogate", id="a lone surrogate"),
    ],
)
def test_a_request_made_by_hand_is_looked_at(parts: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        Request(*parts)


def test_credentials_are_encoded_on_the_wire_and_shown_as_they_stand() -> None:
    request = Request.post(URL, json={}, basic=("MIXPANEL_TOKEN", ""))
    assert request.wire_headers(NOW)["authorization"] == "Basic TUlYUEFORUxfVE9LRU46"
    assert request.shown()["headers"]["authorization"] == "Basic MIXPANEL_TOKEN:"


def test_the_way_to_a_token_shows_no_secret() -> None:
    request = Request.post(URL, json={}, oauth=OAUTH)
    assert request.shown()["headers"]["authorization"] == "Bearer (a token from https://auth.example/token)"
    assert "authorization" not in request.wire_headers(NOW)
    assert request.with_token("t0ken").wire_headers(NOW)["authorization"] == "Bearer t0ken"
    assert "c4nary" not in repr(request)


def test_a_signer_sees_the_bytes_and_the_moment_of_sending() -> None:
    def signer(body: bytes, now: datetime) -> Mapping[str, str]:
        return {"signature": f"{body.decode()} at {now.year}"}

    assert Request.post(URL, json={"a": 1}, signer=signer).wire_headers(NOW)["signature"] == '{"a":1} at 2026'


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        pytest.param({"x": "a\r\nevil: 1"}, "line break", id="CR LF in a value"),
        pytest.param({"x": "a\x00"}, "control character", id="NUL in a value"),
        pytest.param({"x\ny": "a"}, "cannot be named", id="LF in a name"),
        pytest.param({"": "a"}, "cannot be named", id="no name"),
        pytest.param({"x y": "a"}, "cannot be named", id="a space in a name"),
    ],
)
def test_headers_cannot_end_their_line(headers: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Request.post(URL, json={}, headers=headers)


def test_what_a_signer_returns_is_checked_too() -> None:
    request = Request.post(URL, json={}, signer=lambda *_: {"x": "a\nb"})
    with pytest.raises(ValueError, match="line break"):
        request.wire_headers(NOW)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Decimal("19.99"), b"19.99", id="a decimal keeps its digits"),
        pytest.param(Decimal("1E+3"), b"1000", id="no exponent"),
        pytest.param(Decimal("0.1000"), b"0.1000", id="zeros at the end"),
        pytest.param({"ü": None}, '{"ü":null}'.encode(), id="UTF-8 and null"),
        pytest.param(2**64 - 1, b"18446744073709551615", id="64 bits"),
    ],
)
def test_json_is_exact(value: Any, expected: bytes) -> None:
    assert to_json(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(float("nan"), id="NaN"),
        pytest.param([{"a": float("-inf")}], id="an infinity inside"),
        pytest.param(Decimal("NaN"), id="a decimal NaN"),
        pytest.param(2**64, id="more than 64 bits"),
        pytest.param("\ud800", id="a lone surrogate"),
        pytest.param(nested(300), id="300 lists deep"),
        pytest.param({1, 2}, id="a set"),
    ],
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"JSON"):
        to_json(value)


@pytest.mark.parametrize(("body", "expected"), [(b'{"a":1}', {"a": 1}), (b"<html>", None), (b"", None)])
def test_an_answer_that_is_no_json_reads_as_none(body: bytes, expected: Any) -> None:
    assert Response(Request.post(URL, json={}), 200, {}, body).json() == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"reason": None, "amount": float("nan")}, id="beside a null"),
        pytest.param({"amount": float("nan")}, id="alone"),
        pytest.param([None, float("inf")], id="in a list with a null"),
        pytest.param({"reason": None, "payload": {"amount": float("-inf"), "name": None}}, id="deep inside"),
    ],
)
def test_what_is_no_number_is_never_written_as_null(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a number that JSON can hold"):
        to_json(value)


def test_nulls_are_written_as_they_are() -> None:
    assert to_json({"reason": None, "text": "null", "in": [None]}) == b'{"reason":null,"text":"null","in":[null]}'
