"""Texts that look like others: letters for letters, digits for digits, a date for a date, an address for an address."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from destinations.sdk.fields.people.devices import read_ip

EMAIL: Final = re.compile(r"(?P<who>[^@\s]+)@(?P<host>[^@\s]+)")
GENDER: Final = re.compile(r"(?:fe)?male|m|f|(?:wo)?man", re.IGNORECASE)
IPV4: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
IPV6: Final = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
DATE: Final = re.compile(
    r"(?P<year>[12][0-9]{3})(?P<mark>[-/.]?)(?P<month>[01][0-9])(?P=mark)(?P<day>[0-3][0-9])(?P<rest>T.*)?"
)
HEXADECIMAL: Final = re.compile(r"(?=[^0-9]*[0-9])(?=[^a-fA-F]*[a-fA-F])[0-9a-fA-F-]{8,}")
NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
PHONE: Final = re.compile(r"(?P<lead>\+[0-9]{1,2}|)(?P<rest>[0-9 ()./-]{6,})")
GENDERS: Final = (("male", "female"), ("m", "f"), ("man", "woman"))
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
# Made for examples, so that no mail ever gets there.
HOSTS: Final = "example"
Stream = Callable[[int], bytes]


def masked_text(text: str, stream: Stream) -> str:
    """A text of the same shape, made of what the stream gives.

    >>> masked_text("Ada Lovelace", lambda size: bytes(range(size)))
    'Abc Efghijkl'
    >>> masked_text("ada@shop.com", lambda size: bytes(range(size)))
    'abc@efgh.example.com'
    >>> masked_text("203.0.113.7", lambda size: bytes(range(size))), masked_text("1990-12-31", lambda size: b"1" * size)
    ('198.18.1.2', '1979-02-22')
    """
    inner = text.strip()
    before, after = text[: text.find(inner)], text[text.find(inner) + len(inner) :]
    return before + _masked(inner, stream) + after


def masked_number(value: float, stream: Stream) -> float:
    """A number with as many digits, whole where this one is.

    >>> masked_number(436601, lambda size: bytes(range(size))), masked_number(48.25, lambda size: bytes(range(size)))
    (112305, 11.34)
    """
    text = str(value)
    # One that is too large or too small to be written with its digits says nothing of a person.
    return type(value)(_other_characters(text, stream)) if NUMBER.fullmatch(text) else type(value)(0)


def _masked(text: str, stream: Stream) -> str:
    for pattern, made in SHAPES:
        if found := pattern.fullmatch(text):
            return made(found, stream)
    return _other_characters(text, stream)


def _email(found: re.Match[str], stream: Stream) -> str:
    host, dot, top = found["host"].rpartition(".")
    made = _other_characters(f"{found['who']}@{host}", stream)
    return f"{made}.{HOSTS}.{top}" if dot else made


def _ipv4(found: re.Match[str], stream: Stream) -> str:
    """An address of a network for tests (RFC 2544); of one that is not public, which tools refuse, such another one."""
    one, two, three = stream(3)
    return f"198.{18 + one % 2}.{two}.{three}" if _is_public(found[0]) else f"10.{one}.{two}.{three}"


def _ipv6(_: re.Match[str], stream: Stream) -> str:
    """An address of a network for examples (RFC 3849)."""
    made = stream(12).hex()
    return "2001:db8:" + ":".join(made[start : start + 4] for start in range(0, len(made), 4))


def _gender(found: re.Match[str], stream: Stream) -> str:
    one, other = next(pair for pair in GENDERS if found[0].lower() in pair)
    made = other if stream(1)[0] % 2 else one
    return made.upper() if found[0].isupper() else made.title() if found[0].istitle() else made


def _is_public(text: str) -> bool:
    try:
        return read_ip(text) is not None
    except ValueError:
        return False


def _date(found: re.Match[str], stream: Stream) -> str:
    one, two, three = stream(3)
    parts = (f"{1930 + one % 80}", f"{1 + two % 12:02d}", f"{1 + three % 28:02d}")
    return found["mark"].join(parts) + (found["rest"] or "")


def _hexadecimal(found: re.Match[str], stream: Stream) -> str:
    digits = iter(stream(len(found[0])).hex())
    made = "".join(one if one == "-" else next(digits) for one in found[0])
    return made.upper() if found[0].isupper() else made


def _phone(found: re.Match[str], stream: Stream) -> str:
    return found["lead"] + _other_characters(found["rest"], stream)


def _other_characters(text: str, stream: Stream) -> str:
    return "".join(_others(text, stream(len(text))))


def _others(text: str, stream: bytes) -> Iterator[str]:
    """A letter of the same case for each letter, and a digit for each digit; zero stays away from the beginning."""
    for number, (one, byte) in enumerate(zip(text, stream, strict=True)):
        if one.isdigit():
            yield str(byte % 10) if number and one != "0" else str(1 + byte % 9) if one != "0" else "0"
        elif one.isalpha():
            letter = LETTERS[byte % len(LETTERS)]
            yield letter.upper() if one.isupper() else letter
        else:
            yield one


SHAPES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Stream], str]], ...]] = (
    (EMAIL, _email),
    (GENDER, _gender),
    (IPV4, _ipv4),
    (IPV6, _ipv6),
    (DATE, _date),
    (HEXADECIMAL, _hexadecimal),
    (PHONE, _phone),
)
