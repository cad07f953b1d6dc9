"""An event without the people in it: other texts of the same shape stand for theirs, the same one each time."""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote

from actions.insight.record.shapes import masked_text
from actions.personal_names import is_personal_name
from destinations.delivery.redaction.people import HIDDEN

EMAIL: Final = re.compile(r"[^\s@<>\"',;:()=&?/]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
PHONE: Final = re.compile(r"\+[0-9](?:[ ()./-]{0,2}[0-9]){6,}")
# Ids of people, by their names without case and marks.
IDS: Final = frozenset({"anonymousid", "customerid", "deviceid", "distinctid", "previousid", "profileid", "userid"})
SECRETS: Final = re.compile(r"password|passwd|secret|token|api_?key|authorization|cookie|credential", re.IGNORECASE)
# A shorter text than the first is found in too many others; one that is shorter than the second has to stand alone, and
# a number be longer than the third.
SHORTEST, SHORT, SHORT_NUMBER = 2, 6, 4
# Fields that say which event it is, and when: the recorded event must do the same as the original.
KEPT: Final = frozenset({"type", "event", "messageId", "timestamp", "originalTimestamp", "sentAt", "receivedAt"})


class Masker:
    """Makes masked events. The same text gives the same mask wherever it stands, under one `key`."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def event(self, value: dict[str, Any]) -> dict[str, Any]:
        """The event without people and secrets: ids, names, addresses and the like are other ones."""
        own = {text for text in _own_texts(value, "") if len(text) >= SHORTEST}
        own = {text for text in own if not text.isdecimal() or len(text) > SHORT_NUMBER}
        known = _Known({spelled: mask for text in sorted(own) for spelled, mask in _spellings(text, self.text(text))})
        made: dict[str, Any] = self._walk(value, "", known, is_top=True)
        return made

    def text(self, text: str) -> str:
        """The text that stands for this one: an e-mail address for an e-mail address, digits for digits."""
        return masked_text(text, lambda size: self._stream(text, size))

    def _stream(self, text: str, size: int) -> bytes:
        """So many bytes that depend on nothing but the key and the text, whatever its case and the space around it."""
        plain = text.strip().casefold().encode("utf-8", "surrogatepass")
        seed = blake2b(plain, key=self._key, digest_size=32).digest()
        blocks = (blake2b(seed, salt=number.to_bytes(8, "big")).digest() for number in range(size // 64 + 1))
        return b"".join(blocks)[:size]

    def _walk(self, value: Any, around: str, known: "_Known", *, is_top: bool = False) -> Any:
        if isinstance(value, dict):
            return {
                self._replaced(name, known): self._field(name, part, around, known, is_kept=is_top and name in KEPT)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self._walk(one, around, known) for one in value]
        return self._replaced(value, known) if isinstance(value, str) else value

    def _field(self, name: str, value: Any, around: str, known: "_Known", *, is_kept: bool) -> Any:
        if is_kept:
            return self._replaced(value, known) if isinstance(value, str) and name != "type" else value
        if SECRETS.search(name):
            return HIDDEN if isinstance(value, str | int | float) and not isinstance(value, bool) else value
        if _is_own(name, around):
            return self._other(value)
        return self._walk(value, name, known)

    def _other(self, value: Any) -> Any:
        """A person's value, or all that is inside of it, as another one's."""
        if isinstance(value, dict):
            return {name: self._other(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._other(part) for part in value]
        if isinstance(value, str):
            return self.text(value) if value.strip() else value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return type(value)(self.text(str(value))) if re.fullmatch(r"-?[1-9][0-9]*(?:\.[0-9]+)?", str(value)) else 0

    def _replaced(self, text: str, known: "_Known") -> str:
        """A text in which people may be spoken of."""
        return known.pattern.sub(lambda found: known.masks.get(found[0]) or self.text(found[0]), text)


class _Known:
    """What stands for the texts that identify people in one event; the pattern finds them, and what looks like some."""

    def __init__(self, masks: dict[str, str]) -> None:
        self.masks = masks
        # The longest first: `Ada Lovelace` before `Ada`.
        own = [_alone(text) for text in sorted(masks, key=lambda text: (-len(text), text))]
        self.pattern = re.compile("|".join([*own, EMAIL.pattern, PHONE.pattern]))


def _alone(text: str) -> str:
    """A pattern for the text; a short one must not be a part of a word."""
    return re.escape(text) if len(text) >= SHORT else rf"(?<!\w){re.escape(text)}(?!\w)"


def _own_texts(value: Any, around: str) -> Iterator[str]:
    """The texts in an event that identify a person by the names of their fields."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part) if _is_own(name, around) else _own_texts(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _own_texts(part, around)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _spellings(text: str, mask: str) -> Iterator[tuple[str, str]]:
    """The text as others spell it: in an address of a page, in other case."""
    for spell in (str, str.lower, str.upper, quote):
        yield spell(text), spell(mask)


def _is_own(name: str, around: str) -> bool:
    return is_personal_name(name, around) or "".join(filter(str.isalnum, name)).lower() in IDS
