"""Secrets by name, never by value."""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

from destinations.sdk.outcome import Outcome, Sent

# Text that may be base64: long enough to hold a secret, as in `Basic dG9rZW46`.
BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
# `whsec_`, `sk_live_`: says what kind of key follows, which is as secret without it.
KIND = re.compile(r"[a-z]{2,8}_([a-z]{2,8}_)?(?=.{8})")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
SHOWN = 200
# Access tokens change every hour; an answer may still speak of the one before.
MOST_LEARNED = 8
READ = 4096


class Redactor:
    """Puts a secret's name in place of its value wherever the value turns up.

    Found are the value itself in any case, as it stands in a URL or in JSON, and inside base64 (HTTP Basic).

    >>> Redactor([("api_secret", "s3cr3t!")]).text("no key s3cr3t! (?k=s3cr3t%21)")
    'no key [api_secret] (?k=[api_secret])'
    """

    def __init__(self, secrets: Iterable[tuple[str, str]]) -> None:
        self._given = [(name, value) for name, value in secrets if value]
        self._learned: deque[tuple[str, str]] = deque(maxlen=MOST_LEARNED)
        self._read()

    def learn(self, name: str, value: str) -> None:
        """Redact one more secret from now on; of those that were learned, the last few are remembered."""
        self._learned.append((name, value))
        self._read()

    def _read(self) -> None:
        self._secrets = [*self._given, *self._learned]
        self._names = {form.lower(): name for name, value in self._secrets for form in _forms(value)}
        # The longest first: one secret may be the start of another.
        forms = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, forms)), re.IGNORECASE) if forms else None

    def text(self, text: str) -> str:
        """The text without any secret."""
        if self._pattern is None:
            return text
        text = self._pattern.sub(lambda found: f"[{self._names.get(found[0].lower(), 'secret')}]", text)
        return BASE64_RUN.sub(self._decoded, text)

    def value(self, value: Any) -> Any:
        """A JSON value without any secret in its texts and keys."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(part) for part in value]
        return value

    def outcome(self, outcome: Outcome) -> Outcome:
        """The outcome, its reason without any secret."""
        return outcome if isinstance(outcome, Sent) else replace(outcome, reason=self.text(outcome.reason))

    def extract(self, body: bytes) -> str:
        """The start of an answer as one line of at most 200 characters, without any secret."""
        # Redacted before it is cut: half a secret would no longer be found.
        text = self.text(body[:READ].decode("utf-8", "replace"))
        line = " ".join(CONTROL.sub(" ", text).split())
        return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"

    def _decoded(self, found: re.Match[str]) -> str:
        run = found[0].rstrip("=")
        padded = run + "=" * (-len(run) % 4)
        for decode in (b64decode, urlsafe_b64decode):
            try:
                inside = decode(padded).decode("utf-8", "replace")
            except (NotBase64, ValueError):
                continue
            for name, value in self._secrets:
                if value in inside:
                    return f"[{name}]"
        return found[0]


def _forms(value: str) -> set[str]:
    """The ways a value is written: itself, without the name of its kind, in a URL, in JSON."""
    kind = KIND.match(value)
    forms = {value, value[kind.end() :]} if kind else {value}
    # An environment variable may hold bytes that are no UTF-8, which Python keeps as halves of characters.
    in_url = {
        write(form, errors="surrogatepass") for form in forms for write in (partial(quote, safe=""), quote_plus, quote)
    }
    return forms | in_url | {json.dumps(form)[1:-1] for form in forms}
