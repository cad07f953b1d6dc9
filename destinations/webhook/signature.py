"""Standard Webhooks 1.0.0 signatures (github.com/standard-webhooks/standard-webhooks, spec)."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from datetime import datetime
from hashlib import sha256


def sign(body: bytes, now: datetime, *, message_id: str, secret: str) -> dict[str, str]:
    """The headers `webhook-timestamp` and `webhook-signature` for these very bytes, sent now.

    >>> sign(b"{}", datetime.fromisoformat("2026-03-01T00:00:00Z"), message_id="m1", secret="whsec_c2VjcmV0")
    {'webhook-timestamp': '1772323200', 'webhook-signature': 'v1,...='}
    """
    timestamp = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.new(signing_key(secret), signed, sha256).digest()
    return {"webhook-timestamp": timestamp, "webhook-signature": "v1," + b64encode(digest).decode()}


def signing_key(secret: str) -> bytes:
    """The key's bytes; ValueError if the secret is not base64, which does not repeat the secret.

    >>> signing_key("whsec_c2VjcmV0")
    b'secret'
    """
    text = secret.strip().removeprefix("whsec_")
    try:
        # Some tools show the secret without the `=` at its end.
        key = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except NotBase64Error:
        key = b""
    if not key:
        raise ValueError("settings.secret is not base64; write it as the receiver shows it, such as whsec_c2VjcmV0")
    return key
