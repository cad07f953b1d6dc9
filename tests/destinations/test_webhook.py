"""The webhook: any JSON to any address, signed as Standard Webhooks says."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from destinations.sdk import Request
from destinations.webhook import Send, WebhookSettings, build_list, build_send
from destinations.webhook.signature import sign, signing_key

URL = "https://example.com/hook"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def settings(**given: Any) -> WebhookSettings:
    return WebhookSettings.model_validate({"url": URL, **given})


def build(data: Any, **given: Any) -> Request:
    row = Send(data=data).with_delivery_id("078431-49d9a0b4f2ff9ac93d5ba5bf4f5c")
    (request,) = build_send([row], settings(**given))
    return request


def test_the_reference_library_accepts_the_signature() -> None:
    request = build({"event": "Signed Up", "name": "Åsa"}, secret=SECRET)
    headers = request.wire_headers(datetime.now(UTC))
    assert Webhook(SECRET).verify(request.body, headers) == {"event": "Signed Up", "name": "Åsa"}


def test_the_reference_library_refuses_other_bytes() -> None:
    request = build({"amount": 1}, secret=SECRET)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b'{"amount":2}', request.wire_headers(datetime.now(UTC)))


def test_a_retry_is_signed_anew_under_the_same_id() -> None:
    request = build({}, secret=SECRET)
    first, second = (request.wire_headers(datetime(2026, 3, 1, hour, tzinfo=UTC)) for hour in (1, 2))
    assert first["webhook-id"] == second["webhook-id"] == first["idempotency-key"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert first["webhook-signature"] != second["webhook-signature"]


def test_without_a_secret_nothing_is_signed() -> None:
    assert "webhook-signature" not in build({}).wire_headers(datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize("secret", ["whsec_c2VjcmV0IQ==", "c2VjcmV0IQ==", "whsec_c2VjcmV0IQ", " c2VjcmV0IQ== "])
def test_how_a_secret_may_be_written(secret: str) -> None:
    assert signing_key(secret) == b"secret!"


@pytest.mark.parametrize("secret", ["", "whsec_", "p@ssword", "WEBHOOK_SECRET"])
def test_a_secret_that_is_no_key_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match=r"settings.secret is not base64") as caught:
        sign(b"{}", datetime(2026, 3, 1, tzinfo=UTC), message_id="m1", secret=secret)
    assert caught.value.__cause__ is None
    assert "p@ssword" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "body"),
    [
        pytest.param({"a": 1}, b'{"a":1}', id="an object"),
        pytest.param([1, None], b"[1,null]", id="a list"),
        pytest.param("pro", b'"pro"', id="a text"),
        pytest.param(False, b"false", id="false"),
        pytest.param(None, b"null", id="null, when it is set"),
    ],
)
def test_the_body_is_the_data_and_nothing_around_it(data: Any, body: bytes) -> None:
    assert build(data).body == body


def test_one_request_per_payload_that_says_which() -> None:
    requests = build_send([Send(data=1), Send(data=2)], settings())
    assert [(request.body, tuple(request.items)) for request in requests] == [(b"1", (0,)), (b"2", (1,))]


def test_headers_of_ones_own_may_be_secrets() -> None:
    made = settings(headers={"X-Source": "web", "Authorization": SecretStr("Bearer t0ken")})
    (request,) = build_send([Send(data=1)], made)
    assert (request.headers["x-source"], request.headers["authorization"]) == ("web", "Bearer t0ken")
    assert "t0ken" not in repr(made)
    assert list(made.secrets()) == [("headers.Authorization", "Bearer t0ken")]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"url": "example.com/hook"}, "is not a URL of http or https", id="no scheme"),
        pytest.param({"url": "file:///etc/passwd"}, "is not a URL of http or https", id="a file"),
        pytest.param({"url": "gopher://example.com"}, "is not a URL of http or https", id="another scheme"),
        pytest.param({"url": "https://"}, "is not a URL of http or https", id="no host"),
        pytest.param({"url": "https://ada:pw@example.com"}, "user name or password", id="credentials"),
        pytest.param({"url": "https://example.com/a b"}, "space or a control character", id="a space"),
        pytest.param({"url": "https://example.com/\r\nX: 1"}, "control character", id="a line break"),
        pytest.param({"url": "https://example.com:99999/"}, "cannot be read", id="a port that is none"),
        pytest.param({"url": "https://example.com:0/"}, "is not a URL of http or https", id="port zero"),
        pytest.param({"url": "https://example..com/"}, "is not a URL of http or https", id="a host with a hole"),
        pytest.param(
            {"url": "https://.example.com/"}, "is not a URL of http or https", id="a host that begins with a point"
        ),
        pytest.param({"url": "https://[::1"}, "cannot be read", id="half an address"),
        pytest.param({"method": "GET"}, "'POST', 'PUT' or 'PATCH'", id="a method without body"),
        pytest.param({"headers": {"Host": "evil.example"}}, "is set by the sender", id="the host"),
        pytest.param({"headers": {"webhook-id": "1"}}, "is set by the sender", id="the delivery's id"),
        pytest.param({"headers": {"X": "a\r\nY: 1"}}, "line break", id="a line break in a header"),
        pytest.param(
            {"headers": {"Authorization": SecretStr("T"), "X": "a\nY: 1"}}, "headers.X\n", id="a break beside a secret"
        ),
        pytest.param({"headers": {"X": 5}}, "5 is not a text; put it in quotes", id="a number in a header"),
        pytest.param(
            {"headers": {"X-A": "1", "x-a": "2"}}, "X-A and x-a are the same header; write it once", id="a header twice"
        ),
        pytest.param({"headers": {"X Y": "1"}}, "cannot be named", id="a space in a header's name"),
        pytest.param({"allow_private": ["10.0.0.1/8"]}, "is not a network", id="a network with host bits"),
        pytest.param({"allow_private": ["intranet"]}, "is not a network", id="a name for a network"),
        pytest.param({"uri": URL}, "Extra inputs", id="a setting that is none"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        settings(**given)


def test_private_networks_are_those_of_the_settings() -> None:
    assert settings(allow_private=["10.0.0.0/8"]).private_networks() == ("10.0.0.0/8",)
    assert settings(allow_private="10.0.0.0/8").private_networks() == ("10.0.0.0/8",)
    assert settings().private_networks() == ()


@pytest.mark.parametrize(
    ("url", "hosts", "words"),
    [
        pytest.param("https://example.com/other", [], None, id="another path of its host"),
        pytest.param("https://EXAMPLE.com/other", [], None, id="its host in capitals"),
        pytest.param("https://api.example.com/", ["api.example.com"], None, id="a host that the settings name"),
        pytest.param("https://api.example.com/", [], "api.example.com is not a host", id="a host that they do not"),
        pytest.param("https://example.com.evil.example/", [], "is not a host of this webhook", id="a longer name"),
        pytest.param("https://example.com:8443/", [], "is not a host of this webhook", id="another port"),
        pytest.param("http://example.com/hook", [], "nothing in clear", id="in clear"),
    ],
)
def test_an_event_sends_to_declared_hosts_only(url: str, hosts: list[str], words: str | None) -> None:
    row = Send(data={}, url=url).with_delivery_id("d")
    if words is None:
        assert build_send([row], settings(hosts=hosts))[0].url == url
    else:
        with pytest.raises(ValueError, match=words):
            build_send([row], settings(hosts=hosts))


def test_a_list_is_one_call_under_an_id_of_its_own() -> None:
    rows = [Send(data=number).with_delivery_id(f"d{number}") for number in (1, 2)]
    request = build_list(rows, settings())
    assert (request.body, request.items) == (b"[1,2]", (0, 1))
    again, other = build_list(rows, settings()), build_list(rows[:1], settings())
    assert request.headers["webhook-id"] == again.headers["webhook-id"] != other.headers["webhook-id"] == "d1"


@pytest.mark.parametrize("host", ["https://example.com", "example.com/hook", "ex ample.com", ""])
def test_a_host_is_a_name_alone(host: str) -> None:
    with pytest.raises(ValidationError, match="is not a host"):
        settings(hosts=[host])
