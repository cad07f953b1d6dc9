"""The texts that identify people in one event, found wherever else in it they stand, however they are spelled."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from hashlib import new
from typing import Final
from unicodedata import normalize
from urllib.parse import quote, unquote

from actions.insight.record.encoded import replace_encoded
from actions.insight.record.whose import Text
from destinations.delivery.redaction.people import HIDDEN

EMAIL: Final = r"[^\s@<>\"',;:()=&?/\\\[\]{}|]{1,200}(?:@|%40)[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,}"
PHONE: Final = r"\+[0-9](?:[ ()./-]{0,2}[0-9]){6,}"
NUMBER: Final = r"(?<![\w.])[0-9](?:[ ()./-]{0,2}[0-9]){6,}(?!\w)"
DIGITS: Final = re.compile(r"[0-9]{7}|[0-9](?:[ ()./-]{0,2}[0-9]){6,}")
# A shorter text than the first is found in too many others; one that is shorter than the second has to stand alone, and
# a number be longer than the third.
SHORTEST, SHORT, SHORT_NUMBER = 2, 6, 4
# Words of names: shorter ones with a capital, as in `Ada` and not in `van`.
WORD: Final = re.compile(r"[^\W\d_]{4,}|(?-i:[A-Z])\w{1,2}")
# Two phone numbers are one where so many of their last digits are the same.
TAIL: Final = 7
MOST_DEPTH: Final = 3
IN_ADDRESSES: Final = ":/?&=#+,;@!$'()*~"
Mask = Callable[[str], str]
Spell = Callable[[str], str]


class Known:
    """Finds texts of people in others; `mask` makes what stands for one."""

    def __init__(self, texts: Iterable[Text], mask: Mask) -> None:
        self._mask = mask
        # By spelling in lower case the text that is meant, and how its mask is spelled; None: `mask` knows it as it is.
        self._spelled: dict[str, tuple[str, Spell] | None] = {}
        self._tails: set[str] = set()
        self._made: set[str] = set()
        found = [one for one in texts if _is_telling(one.text)]
        for one in found:
            self._spelled.setdefault(one.text.lower(), ("", _hide) if one.kind == "secret" else None)
            digits = "".join(filter(str.isdecimal, one.text))
            if DIGITS.search(one.text) and len(digits) >= TAIL:
                self._tails.add(digits[-TAIL:])
        for one in found:
            for spelled, spell in _spellings(one):
                made = None if spell is None else (one.text, _hide if one.kind == "secret" else spell)
                self._spelled.setdefault(spelled.lower(), made)

    def replaced(self, text: str, depth: int = 0) -> str:
        """The text, with others for those of people; e-mail addresses and phone numbers are anybody's.

        What is written as base64 is replaced in what it says.
        """
        made = self._replaced(text)
        if depth < MOST_DEPTH:
            made = replace_encoded(made, lambda inside: self.replaced(inside, depth + 1))
        plain = unquote(made) if "%" in made and depth < MOST_DEPTH else made
        if plain == made:
            return made
        # What is written as in an address of a page, perhaps twice, may say more than its letters do.
        again = self.replaced(plain, depth + 1)
        return made if again == plain else quote(again, IN_ADDRESSES)

    def _replaced(self, text: str) -> str:
        lower = text.lower()
        hits = tuple(one for one in self._spelled if one in lower)
        if not hits and "@" not in text and "%40" not in text and not DIGITS.search(text):
            return text
        return _pattern(hits).sub(lambda found: self._instead(found[0]), text)

    def has_number(self, number: str) -> bool:
        """Whether a number of these digits is a person's."""
        return number in self._spelled or (len(number) >= TAIL and number[-TAIL:] in self._tails)

    def _instead(self, found: str) -> str:
        if found.lower() in self._made:
            return found
        made = self._mask_of(found)
        # It is seen again where an address of a page is read twice.
        self._made.add(unquote(made).lower())
        return made

    def _mask_of(self, found: str) -> str:
        known = self._spelled.get(found.lower())
        if known is not None:
            text, spell = known
            return HIDDEN if spell is _hide else _cased(found, spell(self._mask(text)))
        if "%40" in found:
            return self._mask(found.replace("%40", "@")).replace("@", "%40")
        digits = "".join(filter(str.isdecimal, found))
        is_number = found[0].isdecimal() and found.lower() not in self._spelled and "@" not in found
        return found if is_number and digits[-TAIL:] not in self._tails else self._mask(found)


def _is_telling(text: str) -> bool:
    return len(text) >= SHORTEST and (not text.isdecimal() or len(text) > SHORT_NUMBER)


def _spellings(one: Text) -> Iterator[tuple[str, Spell | None]]:
    """The text as others spell it: in an address of a page, as a part of an e-mail address, or a word of it alone."""
    text = one.text
    yield from ((made, spell) for spell in WHOLE if (made := spell(text)) != text)
    if "@" in text or DIGITS.search(text):
        yield from ((spell(text), spell) for spell in DIGESTS)
    if " " in text:
        yield from ((spell(text), spell) for spell in JOINED)
    box, at, _ = text.partition("@")
    if at and len(box) >= SHORT:
        yield box, _box
    if one.kind == "name":
        yield from ((word, None) for word in re.findall(r"\w+", text) if WORD.fullmatch(word))


def _digest(name: str, text: str) -> str:
    """The hash of an address or a number, as tools match people by it."""
    plain = text.strip().lower().encode("utf-8", "surrogatepass")
    return plain.hex() if name == HEX else new(name, plain, usedforsecurity=False).hexdigest()


def _hide(_: str) -> str:
    return HIDDEN


def _box(address: str) -> str:
    return address.partition("@")[0]


WHOLE: Final[tuple[Spell, ...]] = (quote, partial(quote, safe=""), partial(normalize, "NFC"), partial(normalize, "NFD"))
HEX: Final = "hex"
DIGESTS: Final[tuple[Spell, ...]] = tuple(partial(_digest, name) for name in ("sha256", "md5", "sha1", HEX))
JOINED: Final[tuple[Spell, ...]] = tuple(
    partial(re.sub, " ", separator) for separator in ("+", "-", "_", ".", "%20", "")
)


def _cased(found: str, mask: str) -> str:
    """The mask with capitals where the text that was found has them."""
    if len(found) != len(mask):
        return mask.upper() if found.isupper() else mask.lower() if found.islower() else mask
    return "".join(
        new.upper() if old.isupper() else new.lower() if old.islower() else new
        for old, new in zip(found, mask, strict=True)
    )


@lru_cache(maxsize=512)
def _pattern(texts: tuple[str, ...]) -> re.Pattern[str]:
    # An address is found whole, with whatever of it is known; then the longest: `Ada Lovelace` before `Ada`.
    own = [_alone(text) for text in sorted(texts, key=lambda text: (-len(text), text))]
    return re.compile("|".join([EMAIL, *own, PHONE, NUMBER]), re.IGNORECASE)


def _alone(text: str) -> str:
    """A pattern for the text; a short one must not be a part of a word."""
    return re.escape(text) if len(text) >= SHORT else rf"(?<![^\W_]){re.escape(text)}(?![^\W_])"
