"""Signatures of calls to AWS, version 4.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

ALGORITHM = "AWS4-HMAC-SHA256"


class Signing(Struct, frozen=True):
    """What all signatures of one account for one service have in common."""

    region: str
    service: str
    key_id: str
    secret: str

    def headers(self, method: str, path: str, headers: Mapping[str, str], body: bytes, moment: str) -> dict[str, str]:
        """The headers that sign this call at the moment, which reads 20150830T123600Z; those given are signed, too."""
        signed = {**{name.lower(): value.strip() for name, value in headers.items()}, "x-amz-date": moment}
        names = ";".join(sorted(signed))
        lines = [f"{name}:{signed[name]}" for name in sorted(signed)]
        canonical = "\n".join([method, path, "", *lines, "", names, sha256(body).hexdigest()])
        scope = f"{moment[:8]}/{self.region}/{self.service}/aws4_request"
        text = "\n".join([ALGORITHM, moment, scope, sha256(canonical.encode()).hexdigest()])
        signature = hmac.new(self._key(moment[:8]), text.encode(), sha256).hexdigest()
        credential = f"Credential={self.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
        return {"x-amz-date": moment, "authorization": f"{ALGORITHM} {credential}"}

    def _key(self, day: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in (day, self.region, self.service, "aws4_request"):
            key = hmac.new(key, part.encode(), sha256).digest()
        return key


def moment_of(now: datetime) -> str:
    """The moment as signatures have it.

    >>> from datetime import UTC
    >>> moment_of(datetime(2015, 8, 30, 12, 36, tzinfo=UTC))
    '20150830T123600Z'
    """
    return f"{now:%Y%m%dT%H%M%SZ}"
