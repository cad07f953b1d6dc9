"""An event without the people in it: other texts of the same shape stand for theirs, the same one each time."""

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from actions.insight.record.known import Known
from actions.insight.record.shapes import masked_number, masked_text
from actions.insight.record.whose import Text, is_country, kind_of, read_inside, texts_of
from destinations.delivery.redaction.people import HIDDEN

# Fields that say which event it is, and when: the recorded event must do the same as the original.
KEPT: Final = frozenset({"type", "event", "messageId", "timestamp", "originalTimestamp", "sentAt", "receivedAt"})
MOST_MASKS: Final = 10_000


class Masker:
    """Makes masked events. The same text gives the same mask wherever it stands, under one `key`: what `text` gives."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        # Many events have the same browser and town.
        self.text = lru_cache(maxsize=MOST_MASKS)(self._text)

    def event(self, value: dict[str, Any], known_of_person: Iterable[Text] = ()) -> dict[str, Any]:
        """The event without people and secrets: ids, names, addresses and the like are other ones.

        So are texts that are `known_of_person` from elsewhere.
        """
        known = Known([*texts_of(value), *known_of_person], self.text)
        return {
            known.replaced(name): _kept(name, part, known)
            if name in KEPT and isinstance(part, str)
            else self._field(name, part, "", known)
            for name, part in value.items()
        }

    def _text(self, text: str) -> str:
        """The text that stands for this one: an e-mail address for an e-mail address, digits for digits."""
        return masked_text(text, lambda size: self._stream(text, size))

    def _stream(self, text: str, size: int) -> bytes:
        """So many bytes that depend on nothing but the key and the text, whatever its case and the space around it."""
        plain = text.strip().casefold().encode("utf-8", "surrogatepass")
        seed = blake2b(plain, key=self._key, digest_size=32).digest()
        blocks = (blake2b(seed, salt=number.to_bytes(8, "big")).digest() for number in range(size // 64 + 1))
        return b"".join(blocks)[:size]

    def _walk(self, value: Any, around: str, known: Known) -> Any:
        if isinstance(value, dict):
            return {known.replaced(name): self._field(name, part, around, known) for name, part in value.items()}
        if isinstance(value, list):
            return [self._walk(one, around, known) for one in value]
        if isinstance(value, str):
            return self._inside(value, around, known)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return self._number(value) if is_number and known.has_number(str(value)) else value

    def _field(self, name: str, value: Any, around: str, known: Known) -> Any:
        kind = kind_of(name, around)
        if kind is None:
            return self._walk(value, name, known)
        return _hidden(value) if kind == "secret" else self._other(value, known)

    def _inside(self, text: str, around: str, known: Known) -> str:
        """The text, of which JSON is masked as what it says."""
        inside = read_inside(text)
        if inside is None:
            return known.replaced(text)
        made = self._walk(inside, around, known)
        return text if made == inside else json.dumps(made, ensure_ascii=False)

    def _other(self, value: Any, known: Known) -> Any:
        """A person's value, or all that is inside of it, as another one's."""
        if isinstance(value, dict):
            return {
                known.replaced(name): part if is_country(name, part) else self._other(part, known)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self._other(part, known) for part in value]
        if isinstance(value, str):
            return self.text(value) if value.strip() else value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return self._number(value) if is_number else value

    def _number(self, value: float) -> float:
        return masked_number(value, lambda size: self._stream(str(value), size))


def _kept(name: str, text: str, known: Known) -> str:
    return text if name == "type" else known.replaced(text)


def _hidden(value: Any) -> Any:
    """Nothing of a secret but whether there is one."""
    if isinstance(value, dict):
        return {name: _hidden(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_hidden(part) for part in value]
    return value if value is None or isinstance(value, bool) else HIDDEN
