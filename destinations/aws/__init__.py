"""AWS: events as messages of a queue (SQS), records of a stream (Kinesis), or events of a bus (EventBridge).

Each gets the whole event as JSON, or whatever is mapped. In a queue whose name ends in .fifo, and in a stream, what one
person does stays in order. A FIFO queue drops what comes again under one id within five minutes; a stream and a bus
drop nothing, and a reader knows a message again by its id. Calls are signed (version 4), and each message is judged by
itself. An instance is of one queue, one stream and one bus, so that no event decides where data go.

- `settings.py`: the account, and how a call reaches a service
- `signature.py`: the signatures

Vendor's pages: docs.aws.amazon.com: AWSSimpleQueueService API SendMessageBatch (10 messages, 256 KiB in the call),
kinesis API PutRecords (500 records, 5 MiB), eventbridge API PutEvents (10 entries, 256 KB), "Common errors", read in
November 2026. The higher limits of later pages are not used.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import Field

from destinations.aws.settings import AwsSettings
from destinations.sdk import (
    ActionType,
    DedupeId,
    Destination,
    EpochSeconds,
    Limits,
    Outcome,
    Payload,
    Rejected,
    Request,
    Response,
    Retry,
    Rows,
    Sent,
    Success,
    UserId,
    hookimpl,
    outcome_of,
    to_json,
)

__all__ = ["AWS", "AwsSettings", "Message", "judge_call"]

# One call after the other, as their messages stay in order.
QUEUE = Limits(items=10, bytes=256_000, concurrency=1)
STREAM = Limits(items=500, bytes=5_000_000, concurrency=1)
BUS = Limits(items=10, bytes=256_000)
# Nobody may, or the key is no longer good; too much at once; AWS's own trouble.
PAUSING = {
    *("AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId"),
    *("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken"),
    *("ExpiredToken", "ExpiredTokenException", "OptInRequired", "KMSAccessDeniedException"),
    *("QueueDoesNotExist", "NonExistentQueue", "ResourceNotFoundException"),
}
WAITING = {
    *("Throttling", "ThrottlingException", "RequestThrottled", "TooManyRequestsException", "RequestLimitExceeded"),
    *("ProvisionedThroughputExceededException", "LimitExceededException", "KMSThrottlingException"),
}
PASSING = {"InternalFailure", "InternalException", "InternalError", "ServiceUnavailable", "RequestTimeout"}

Json = dict[str, Any]


class Message(Payload):
    """One message."""

    data: Any = Field(description="Its content, any JSON; by default the whole event.")
    id: DedupeId | None = Field(None, description="By which a reader knows it again; else the delivery's id.")
    key: UserId | None = Field(None, description="What has one key stays in order: the person.")


class BusEvent(Message):
    """One event of a bus."""

    source: Annotated[str, Field(min_length=1, max_length=256)] = Field(
        "destination-actions", description="Where it comes from, for the rules of the bus."
    )
    detail_type: Annotated[str, Field(min_length=1, max_length=128)] = Field(
        description="What it is, for the rules of the bus: the event's name."
    )
    time: EpochSeconds = Field(description="When it happened.")


def queued(payload: Message, settings: AwsSettings) -> Json:
    """An entry of SendMessageBatch."""
    entry = {"Id": payload.delivery_id, "MessageBody": to_json(payload.data).decode()}
    if not (settings.queue_url or "").endswith(".fifo"):
        return entry
    own = payload.id or payload.delivery_id
    return {**entry, "MessageDeduplicationId": own[:128], "MessageGroupId": (payload.key or own)[:128]}


def streamed(payload: Message, _: AwsSettings) -> Json:
    """A record of PutRecords."""
    key = payload.key or payload.id or payload.delivery_id
    return {"Data": b64encode(to_json(payload.data)).decode(), "PartitionKey": key[:256]}


def bused(payload: BusEvent, settings: AwsSettings) -> Json:
    """An entry of PutEvents; a detail is an object."""
    detail = payload.data if isinstance(payload.data, dict) else {"data": payload.data}
    return {
        "Time": payload.time,
        "Source": payload.source,
        "DetailType": payload.detail_type,
        "Detail": to_json(detail).decode(),
        "EventBusName": settings.event_bus,
    }


def send_messages(rows: Rows, settings: AwsSettings) -> Request:
    """One call with all messages."""
    if settings.queue_url is None:
        raise ValueError("there is no queue to send to; write queue_url into the settings")
    return settings.call("sqs", "SendMessageBatch", {"QueueUrl": settings.queue_url, "Entries": rows})


def put_records(rows: Rows, settings: AwsSettings) -> Request:
    """One call with all records."""
    if not settings.stream:
        raise ValueError("there is no stream to write to; write stream into the settings")
    return settings.call("kinesis", "PutRecords", {"StreamName": settings.stream, "Records": rows})


def put_events(rows: Rows, settings: AwsSettings) -> Request:
    """One call with all events."""
    return settings.call("events", "PutEvents", {"Entries": rows})


def judge_call(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """What became of each message; of an answer that refuses the call, what its error stands for."""
    body = response.json()
    body = body if isinstance(body, dict) else {}
    if response.status != HTTPStatus.OK:
        # It stands as `com.amazonaws.sqs#QueueDoesNotExist`, or with words after a colon.
        code = str(body.get("__type") or "").rpartition("#")[2].partition(":")[0]
        reason = f"AWS: {code}: {body.get('message') or body.get('Message') or ''}".rstrip(": ")
        known = PAUSING | WAITING | PASSING
        found = outcome_of(code, reason, pause=PAUSING, wait=WAITING, again=PASSING) if code in known else None
        return [found] * len(payloads) if found else []
    if "Failed" in body or "Successful" in body:
        failed = {one.get("Id"): one for one in body.get("Failed") or () if isinstance(one, dict)}
        return [_outcome(failed.get(payload.delivery_id)) for payload in payloads]
    results = body.get("Records", body.get("Entries"))
    if not isinstance(results, list) or len(results) != len(payloads):
        return [Retry("AWS's answer does not say what became of each message")] * len(payloads)
    return [_outcome(one if isinstance(one, dict) and one.get("ErrorCode") else None) for one in results]


def _outcome(failed: Json | None) -> Outcome:
    """What became of one message; `failed` is what the answer says of it, if it was not taken."""
    if failed is None:
        return Sent()
    code = failed.get("Code") or failed.get("ErrorCode")
    reason = f"AWS: {code}: {failed.get('Message') or failed.get('ErrorMessage') or ''}".rstrip(": ")
    passes = code in WAITING | PASSING or failed.get("SenderFault") is False
    return Retry(reason) if passes else Rejected(reason)


SQS = ActionType(
    "sqs",
    Message,
    rows=queued,
    request=send_messages,
    help="Send a message to a queue.",
    limits=QUEUE,
    judge=judge_call,
    success=Success.VERDICT,
)
TYPES = (
    SQS,
    replace(SQS, name="kinesis", rows=streamed, request=put_records, help="Write a record to a stream.", limits=STREAM),
    replace(
        SQS,
        name="eventbridge",
        payload=BusEvent,
        rows=bused,
        request=put_events,
        help="Put an event on a bus.",
        limits=BUS,
    ),
)
AWS = Destination(
    name="aws",
    title="AWS",
    settings=AwsSettings,
    action_types=TYPES,
    help="Messages of a queue, a stream or a bus: SQS, Kinesis, EventBridge.",
    names=("AWS SQS", "Amazon SQS", "AWS Kinesis", "Amazon Kinesis", "Kinesis", "Amazon EventBridge", "EventBridge"),
    kind="other",
    without=("it gets the whole event."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [AWS]
