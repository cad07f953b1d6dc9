"""Any other host: a receiver of webhooks.

Source: standardwebhooks.com, specification 1.0.0.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

TOLERANCE = 300
NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class Receiver:
    """200 for JSON; with a `secret` (base64, with or without `whsec_`), only if the signature is right."""

    secret: str | None = None

    def __call__(self, call: Call) -> Answer:
        fault = _signature_fault(call, self.secret) if self.secret else None
        if fault:
            return _refused(HTTPStatus.UNAUTHORIZED, "webhook-signature", fault)
        try:
            return Answer(HTTPStatus.OK, accepted=(call.json(),))
        except ValueError:
            return _refused(HTTPStatus.BAD_REQUEST, "body", "the body is not JSON")


VENDOR = Vendor("webhook", ("*",), Receiver())


def signature(secret: str, call_id: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the base64 of the call's HMAC-SHA256; the secret is base64, with or without `whsec_`.

    >>> signature("whsec_c2VjcmV0", "msg_1", "1700000000", b"{}")
    'v1,A5oIrJxXPB/PkULSoVu0e4khvPiqpF9vljmhkSKg0FI='
    """
    key = b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{call_id}.{timestamp}.".encode() + body, sha256).digest()
    return "v1," + b64encode(digest).decode()


def _signature_fault(call: Call, secret: str) -> str | None:
    missing = [name for name in NAMES if not call.headers.get(name)]
    if missing:
        return f"no header {missing[0]}"
    call_id, timestamp, signatures = (call.headers[name] for name in NAMES)
    if not timestamp.isascii() or not timestamp.isdigit():
        return "webhook-timestamp is not a number of seconds"
    if abs(int(timestamp) - call.now.timestamp()) > TOLERANCE:
        return "webhook-timestamp is more than five minutes away"
    try:
        right = signature(secret, call_id, timestamp, call.body)
    except NotBase64:
        return "the receiver's secret is not base64"
    if not any(hmac.compare_digest(right.encode(), one.encode()) for one in signatures.split(" ")):
        return "no signature matches the body"
    return None


def _refused(status: HTTPStatus, field: str, reason: str) -> Answer:
    return Answer.of_json(status, {"error": reason}, refusals=(Refusal(None, field, reason),))
