"""Secrets by name, never by value."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from msgspec.structs import replace

from destinations.delivery.redaction.spelling import SPACE, Reading, readings
from destinations.sdk.outcome import Outcome, Sent

# `whsec_`, `sk_live_`: says what kind of key follows, which is as secret without it.
KIND = re.compile(r"[a-z]{2,8}_([a-z]{2,8}_)?(?=.{8})")
# A part of a URL that nobody can guess: long, and no plain word.
GUESSED = re.compile(r"[a-z_.-]*")
BASE64_LETTERS = re.compile(r"[A-Za-z0-9+/_=-]*")
# The first and last line of a key in a file, RFC 7468: everybody's are the same.
ARMOUR = re.compile(r"-----[A-Z0-9 ]+-----")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
SHOWN = 200
# Access tokens change every hour; an answer may still speak of the one before.
MOST_LEARNED = 8
MOST_REASONS = 64
READ = 4096
# So many characters of a secret in a row give it away.
LEAK = 8
LEAST = 4
HIDDEN = "(not shown, as it holds a part of a secret)"

Hit = tuple[int, int, str]
OutcomeT = TypeVar("OutcomeT", bound=Outcome)


class Redactor:
    """Puts a secret's name in place of its value wherever the value turns up.

    Found are the value itself in any case, and as it stands in a URL, in JSON or HTML, in base64 (HTTP Basic) or
    hexadecimal digits, broken by line ends, and each of these in another.

    >>> Redactor([("api_secret", "s3cr3t!")]).text("no key s3cr3t! (?k=s3cr3t%21)")
    'no key [api_secret] (?k=[api_secret])'
    """

    def __init__(self, secrets: Iterable[tuple[str, str]]) -> None:
        # Of one, two or three characters nothing is secret, and every text would be full of them.
        self._given = [(name, value) for name, value in secrets if len(value) >= LEAST]
        self._learned: deque[tuple[str, str]] = deque(maxlen=MOST_LEARNED)
        self._reasons: dict[str, str] = {}
        self._read()

    def learn(self, name: str, value: str) -> None:
        """Redact one more secret from now on; of those that were learned, the last few are remembered."""
        self._learned.append((name, value))
        self._read()

    def _read(self) -> None:
        self._reasons.clear()
        secrets = [*self._given, *self._learned]
        self._names = {form.lower(): name for name, value in secrets for form in _forms(value)}
        # The longest first: one secret may be the start of another.
        forms = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, forms)), re.IGNORECASE) if forms else None
        self._needles = {needle: name for name, value in secrets for needle in _needles(value)}
        # A few characters turn up by chance in whatever is decoded.
        self._least = max(LEAST, min(map(len, self._needles), default=LEAK))
        self._leaks_of = {
            needle[at : at + LEAK]
            for _, value in secrets
            for core in map(_folded, _cores(value))
            for needle in (core, core.replace("+", ""))
            for at in range(len(needle) - LEAK + 1)
        }
        self._labels = re.compile("|".join(re.escape(f"[{name}]") for name, _ in secrets) or "(?!)")

    def text(self, text: str) -> str:
        """The text without any secret."""
        if self._pattern is None:
            return text
        text = self._pattern.sub(lambda found: f"[{self._names.get(found[0].lower(), 'secret')}]", text)
        shown, at = [], 0
        for start, end, name in _apart(self._hits(text)):
            shown += [text[at:start], f"[{name}]"]
            at = end
        return "".join([*shown, text[at:]])

    def value(self, value: Any) -> Any:
        """A JSON value without any secret in its texts and keys."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(part) for part in value]
        return value

    def outcome(self, outcome: OutcomeT) -> OutcomeT:
        """The outcome, its reason without any secret; no reason at all where a part of one is left in it."""
        return outcome if isinstance(outcome, Sent) else replace(outcome, reason=self._reason(outcome.reason))

    def extract(self, body: bytes) -> str:
        """The start of an answer as one line of at most 200 characters, if no part of a secret is left in it."""
        # Redacted before it is cut: half a secret would no longer be found.
        text = self.text(body[:READ].decode("utf-8", "replace"))
        line = " ".join(CONTROL.sub(" ", text).split())
        line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
        return HIDDEN if self._leaks(line) else line

    def _reason(self, reason: str) -> str:
        # The members of a batch that failed as one have the same.
        if reason not in self._reasons:
            if len(self._reasons) >= MOST_REASONS:
                self._reasons.clear()
            redacted = self.text(reason[:READ])
            self._reasons[reason] = HIDDEN if self._leaks(redacted) else redacted
        return self._reasons[reason]

    def _leaks(self, text: str) -> bool:
        """Whether eight characters in a row of a secret are left, in whatever spelling."""
        if not self._leaks_of:
            return False
        rest = self._labels.sub("\ufffc", text)
        for reading in readings(rest, LEAK):
            folded = _lower(reading.text)
            if any(folded[at : at + LEAK] in self._leaks_of for at in range(len(folded) - LEAK + 1)):
                return True
        return False

    def _hits(self, text: str) -> Iterator[Hit]:
        """Where secrets stand, in whatever spelling."""
        for reading in readings(text, self._least):
            folded = _lower(reading.text)
            for needle, name in self._needles.items():
                at = folded.find(needle)
                while at >= 0:
                    yield (*_place(text, reading, at, at + len(needle)), name)
                    at = folded.find(needle, at + len(needle))


def _place(text: str, reading: Reading, start: int, end: int) -> tuple[int, int]:
    """From where to where in the text a part of the reading stands; of base64, all letters around it."""
    first, last = reading.place(start, end)
    if reading.is_encoded:
        before = BASE64_LETTERS.match(text[:first][::-1])
        after = BASE64_LETTERS.match(text, last)
        first -= before.end() if before else 0
        last = after.end() if after else last
    return first, last


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, those that overlap as one."""
    found: list[Hit] = []
    for start, end, name in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, name))
    return found


def _forms(value: str) -> set[str]:
    """The ways a value is written: itself, without the name of its kind, in a URL, in JSON."""
    kind = KIND.match(value)
    forms = {value, value[kind.end() :]} if kind else {value}
    # An environment variable may hold bytes that are not UTF-8, which Python keeps as halves of characters.
    in_url = {
        write(form, errors="surrogatepass") for form in forms for write in (partial(quote, safe=""), quote_plus, quote)
    }
    return forms | in_url | {json.dumps(form)[1:-1] for form in forms}


def _needles(value: str) -> set[str]:
    """What to look for in readings of a text: the value and the parts of it that are secret, as they can be read."""
    parts = {value, *_cores(value)}
    if "://" in value:
        # A server's error names the path that it does not know, without the host.
        path = value.split("://", 1)[1].partition("/")[2]
        parts.add(f"/{path}" if len(path) >= LEAK else value)
    meant = {_folded(reading.text) for part in parts for reading in readings(part) if not reading.is_encoded}
    return {needle for needle in meant if needle}


def _cores(value: str) -> list[str]:
    """The parts of a secret that nobody can guess: of a key what follows its kind, of a URL its long parts."""
    if ARMOUR.search(value):
        return [ARMOUR.sub("", value).replace("\\n", "")]
    kind = KIND.match(value)
    if "://" not in value:
        return [value[kind.end() :] if kind else value]
    try:
        url = urlsplit(value)
        parts = [*url.path.split("/"), *(one for _, one in parse_qsl(url.query)), url.password or "", url.fragment]
    except ValueError:
        return [value]
    return [part for part in parts if len(part) >= LEAK and not GUESSED.fullmatch(part)] or [value]


def _folded(text: str) -> str:
    return _lower(SPACE.sub("", text))


def _lower(text: str) -> str:
    """The text in lower case, of the same length."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
