"""Access tokens: fetched when they are needed, kept while they last, never shown.

Source: RFC 6749 sections 5 (answers of the token endpoint), 6 (refreshing) and appendix A (what a token is made
of); RFC 6750 section 3 (401); RFC 7523 sections 2.1 and 3.1 (assertions that a client signs).
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from destinations.delivery.pace.retry import retry_after
from destinations.delivery.redaction.redact import Redactor
from destinations.delivery.status import read_status
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.delivery.wire.transport import Transport
from destinations.sdk.outcome import Rejected, Retry
from destinations.sdk.request import OAuth2, Request, Response

# A token is not used in its last minute: the request is under way for a while, and clocks differ.
MARGIN = 60.0
# Where the server does not say how long a token lasts; one that ends sooner is found out by a 401.
USUAL_SECONDS = 3600.0
TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(slots=True)
class _Kept:
    """What is known of one client: its token, the last failure to get one, and how often that was tried."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    token: str = ""
    until: float = 0.0
    refresh_token: str = ""
    failure: Retry | None = None
    fetches: int = 0


class Tokens:
    """Sends the requests of one instance that need an access token, each with one that is still good.

    Tokens are fetched one at a time for each client; those that waited share the result, or the failure. An
    answer 401 has the token fetched anew, once. `clock` gives seconds that pass. With `on_disk`, a refresh token that
    the server changes outlives the process.
    """

    def __init__(
        self,
        transport: Transport,
        redactor: Redactor,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        on_disk: KeptTokens | None = None,
    ) -> None:
        self._on_disk = on_disk
        self._transport = transport
        self._redactor = redactor
        self._clock = clock
        self._now = now
        self._kept: defaultdict[OAuth2, _Kept] = defaultdict(_Kept)

    async def exchange(self, request: Request, oauth: OAuth2) -> Response | Retry | Rejected:
        """The answer to the request with an access token, or the outcome of not getting one or the other."""
        token = await self._token(oauth)
        answer = await self._send(request, token)
        if isinstance(answer, Response) and answer.status == HTTPStatus.UNAUTHORIZED:
            answer = await self._send(request, await self._token(oauth, spent=token))
        return answer

    async def _send(self, request: Request, token: str | Retry) -> Response | Retry | Rejected:
        if isinstance(token, Retry):
            return token
        answer = await self._transport.exchange(request.with_token(token))
        return replace(answer, request=request) if isinstance(answer, Response) else answer

    async def _token(self, oauth: OAuth2, spent: str | Retry | None = None) -> str | Retry:
        """A token that lasts a while and is not the one that is `spent`."""
        kept = self._kept[oauth]
        fetches = kept.fetches
        async with kept.lock:
            is_good = kept.token and kept.token != spent and self._clock() < kept.until
            if not is_good and kept.fetches == fetches:
                kept.failure = await self._fetch(oauth, kept)
                kept.fetches += 1
            return kept.failure or kept.token

    async def _fetch(self, oauth: OAuth2, kept: _Kept) -> Retry | None:
        """None when a new token is kept."""
        asked, kept.token = self._clock(), ""
        if self._on_disk and oauth.refresh_token and not kept.refresh_token:
            kept.refresh_token = self._on_disk.read(oauth)
            if kept.refresh_token:
                self._redactor.learn("refresh_token", kept.refresh_token)
        signed = self._signed(oauth)
        if isinstance(signed, Retry):
            return signed
        answer = await self._transport.exchange(oauth.request(kept.refresh_token, signed))
        if not isinstance(answer, Response):
            # Nothing is wrong with any delivery when the token's address cannot be reached.
            return answer if isinstance(answer, Retry) else Retry(answer.reason, counts=False, pause=True)
        parsed = answer.json()
        body = parsed if isinstance(parsed, dict) else {}
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return self._failure(oauth, answer, body)
        token = body.get("access_token")
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            return Retry(f"{oauth.token_url} answered without an access token")
        kept.token, kept.until = token, asked + max(_lifetime(body) - MARGIN, 0.0)
        self._redactor.learn("access_token", token)
        # A server may change the refresh token with each use.
        renewed = body.get("refresh_token")
        known = kept.refresh_token or oauth.refresh_token
        if known and isinstance(renewed, str) and renewed and renewed != known:
            kept.refresh_token = renewed
            self._redactor.learn("refresh_token", renewed)
            if self._on_disk:
                with suppress(OSError):
                    # Where it cannot be written, this process has it all the same.
                    self._on_disk.keep(oauth, renewed)
        return None

    def _signed(self, oauth: OAuth2) -> str | Retry:
        """The assertion for this moment, empty for a client without; a key that cannot sign needs a person."""
        try:
            signed = oauth.assertion(self._now()) if oauth.assertion else ""
        except Exception as error:  # noqa: BLE001 - whatever a plugin does wrong here, no delivery is at fault
            named = isinstance(error, ValueError | ModuleNotFoundError)
            why = str(error) if named else f"{type(error).__name__}: {error}"
            return Retry(f"no access token from {oauth.token_url}: {why}", counts=False, pause=True)
        if signed:
            self._redactor.learn("assertion", signed)
        return signed

    def _failure(self, oauth: OAuth2, answer: Response, body: dict[str, Any]) -> Retry:
        """A server's failure is waited out; an error that blames the client needs a person."""
        why = self._redactor.extract(answer.body)
        general = read_status(answer.status, retry_after(answer.headers, self._now()), why)
        if isinstance(general, Retry) and not general.pause:
            return replace(general, reason=f"no access token from {oauth.token_url}: {general.reason}")
        if oauth.refresh_token and body.get("error") == "invalid_grant":
            return Retry(
                f"{oauth.token_url} does not take the refresh token any more; allow the access anew: {why}",
                counts=False,
                pause=True,
            )
        if oauth.assertion and body.get("error") == "invalid_grant":
            return Retry(
                f"{oauth.token_url} does not take what the client signed; see whether the certificate there is that of"
                f" the key, the user may use the client, and this machine's clock is right: {why}",
                counts=False,
                pause=True,
            )
        reason = f"no access token from {oauth.token_url}: answered {answer.status}: {why}".rstrip(": ")
        return Retry(reason, counts=False, pause=True)


def _lifetime(body: dict[str, Any]) -> float:
    """The seconds that the token lasts from when it was asked for; some servers write the number as a text."""
    try:
        return float(body.get("expires_in", USUAL_SECONDS))
    except (TypeError, ValueError):
        return USUAL_SECONDS
