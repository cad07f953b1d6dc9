"""AWS as the stand-in plays it: SendMessageBatch, PutRecords, PutEvents.

Source: the API references that `__init__.py` names. A message with `"refuse": true` in its content is refused alone,
one with `"throttle": true` comes when there is too much.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=\S+/\d{8}/[a-z0-9-]+/(sqs|kinesis|events)/aws4_request, "
    r"SignedHeaders=content-type;host;x-amz-date;(x-amz-security-token;)?x-amz-target, Signature=[0-9a-f]{64}"
)
MOST_BYTES = {"Entries": 262_144, "Records": 5_242_880}
MOST = {"Entries": 10, "Records": 500}
TARGETS = {"AmazonSQS.SendMessageBatch", "Kinesis_20131202.PutRecords", "AWSEvents.PutEvents"}


def answer(call: Call) -> Answer:
    """What AWS says to the call."""
    target = call.headers.get("x-amz-target", "")
    if call.method != "POST" or target not in TARGETS:
        return _error("UnknownOperationException", target)
    if not SIGNED.fullmatch(call.headers.get("authorization", "")):
        return _error("IncompleteSignature", "the signature is malformed")
    name = "Records" if target.endswith("PutRecords") else "Entries"
    try:
        rows = call.json()[name]
        contents = [_content(row) for row in rows]
    except (ValueError, TypeError, KeyError, NotBase64):
        return _error("SerializationException", "malformed body")
    if not 0 < len(rows) <= MOST[name] or len(call.body) > MOST_BYTES[name]:
        return _error("ValidationException", f"1 to {MOST[name]} {name}")
    faults = {number: fault for number, one in enumerate(contents) if (fault := _fault(one))}
    accepted = tuple(one for number, one in enumerate(contents) if number not in faults)
    refusals = tuple(Refusal(number, "", code) for number, code in faults.items())
    return Answer.of_json(HTTPStatus.OK, _said(target, rows, faults), accepted=accepted, refusals=refusals)


VENDOR = Vendor("aws", ("*.amazonaws.com",), answer)


def _content(row: Any) -> Any:
    """What the message holds; KeyError and its like where something is missing that it must have."""
    if "Data" in row:
        return orjson.loads(b64decode(row["Data"], validate=True)) if row["PartitionKey"] else row["Key"]
    if "Detail" in row:
        return orjson.loads(row["Detail"]) if row["Source"] and row["DetailType"] else row["Type"]
    return orjson.loads(row["MessageBody"]) if row["Id"] else row["Body"]


def _fault(content: Any) -> str | None:
    said = content if isinstance(content, dict) else {}
    if said.get("refuse") is True:
        return "InvalidArgument"
    return "ThrottlingException" if said.get("throttle") is True else None


def _said(target: str, rows: list[Any], faults: dict[int, str]) -> dict[str, Any]:
    if target.startswith("AmazonSQS"):
        failed = [
            {"Id": rows[number]["Id"], "Code": code, "SenderFault": code == "InvalidArgument"}
            for number, code in faults.items()
        ]
        return {"Successful": [{"Id": row["Id"]} for at, row in enumerate(rows) if at not in faults], "Failed": failed}
    name = "Records" if target.endswith("PutRecords") else "Entries"
    results = [{"ErrorCode": faults[at]} if at in faults else {"Id": str(at)} for at in range(len(rows))]
    return {"FailedRecordCount": len(faults), name: results}


def _error(code: str, text: str) -> Answer:
    body = {"__type": f"com.amazonaws#{code}", "message": text}
    return Answer.of_json(HTTPStatus.BAD_REQUEST, body, refusals=(Refusal(None, "", text),))
