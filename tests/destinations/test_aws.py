"""AWS beyond its cases: signatures, what becomes of each message, and errors of whole calls."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from destinations.aws import AWS, AwsSettings, judge_call
from destinations.aws.signature import Signing
from destinations.aws.stand_in import VENDOR
from destinations.sdk import Outcome, Payload, Rejected, Response, Retry, Sent
from tests.destinations.played import played, requests_of

GIVEN = {"region": "eu-central-1", "access_key_id": "AKIDEXAMPLE", "secret_access_key": "s3cret"}
QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/events"
SETTINGS = AwsSettings.model_validate({**GIVEN, "queue_url": QUEUE, "stream": "events"})
NOW = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = ["sqs", "kinesis", "eventbridge"]


def message(kind: str, name: str, **content: Any) -> Payload:
    found = AWS.action_type(kind)
    assert found
    own = {"detail_type": "E", "time": 1772360130} if kind == "eventbridge" else {}
    return found.payload.model_validate({"data": {"n": name, **content}, **own}).with_delivery_id(f"id-{name}")


def test_the_example_of_awss_own_test_suite_is_signed_as_it_says() -> None:
    """`get-vanilla` of the suite for version 4."""
    signing = Signing("us-east-1", "service", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    headers = signing.headers("GET", "/", {"host": "example.amazonaws.com"}, b"", "20150830T123600Z")
    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


def test_each_try_is_signed_anew_and_no_secret_goes_along() -> None:
    [request] = requests_of(AWS, "sqs", [message("sqs", "a")], SETTINGS)
    first, again = (request.wire_headers(NOW.replace(second=at)) for at in (0, 1))
    assert first["authorization"] != again["authorization"]
    assert "s3cret" not in f"{first}{request.body!r}"


def test_a_session_goes_along_and_is_signed() -> None:
    settings = AwsSettings.model_validate({**GIVEN, "queue_url": QUEUE, "session_token": "t0ken"})
    [request] = requests_of(AWS, "sqs", [message("sqs", "a")], settings)
    headers = request.wire_headers(NOW)
    assert headers["x-amz-security-token"] == "t0ken"
    assert ";x-amz-security-token;" in headers["authorization"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_message_is_judged_by_itself(kind: str) -> None:
    rows: list[dict[str, Any]] = [{}, {"refuse": True}, {"throttle": True}, {}]
    payloads = [message(kind, str(number), **row) for number, row in enumerate(rows)]
    [request] = requests_of(AWS, kind, payloads, SETTINGS)
    assert [type(one) for one in judge_call(played(VENDOR, request), payloads)] == [Sent, Rejected, Retry, Sent]


UNCLEAR = [Retry("AWS's answer does not say what became of each message")]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(
            400,
            {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"},
            [Retry("AWS: QueueDoesNotExist: gone", counts=False, pause=True)],
            id="no such queue",
        ),
        pytest.param(
            400,
            {"__type": "ExpiredTokenException"},
            [Retry("AWS: ExpiredTokenException", counts=False, pause=True)],
            id="a key that is no longer good",
        ),
        pytest.param(
            400,
            {"__type": "ThrottlingException: slow down"},
            [Retry("AWS: ThrottlingException", counts=False)],
            id="too much",
        ),
        pytest.param(500, {"__type": "InternalFailure"}, [Retry("AWS: InternalFailure")], id="trouble at AWS"),
        pytest.param(400, {"__type": "ValidationException"}, [], id="a mistake is for the status table, which halves"),
        pytest.param(503, None, [], id="no JSON"),
        pytest.param(200, {"Records": []}, UNCLEAR, id="too few results"),
        pytest.param(200, {}, UNCLEAR, id="no results"),
        pytest.param(200, {"Successful": [], "Failed": [7]}, [Sent()], id="a failure that is none of ours"),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: list[Outcome]) -> None:
    payloads = [message("sqs", "a")]
    [request] = requests_of(AWS, "sqs", payloads, SETTINGS)
    assert judge_call(Response(request, status, {}, json.dumps(body).encode()), payloads) == expected


@pytest.mark.parametrize(("kind", "words"), [("sqs", "write queue_url"), ("kinesis", "write stream")])
def test_without_a_queue_or_a_stream_nothing_can_be_sent(kind: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        requests_of(AWS, kind, [message(kind, "a")], AwsSettings.model_validate(GIVEN))
