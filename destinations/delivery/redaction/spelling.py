"""A text in the ways that it may be meant: escapes undone, base64 and hexadecimal digits decoded.

Whoever looks for something in it finds it however it is written, and where that stands in the text itself.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from urllib.parse import unquote_to_bytes

# One layer of escapes: of JSON and Python, of URLs, of HTML. Several codes may make one character, so that runs of
# them are taken whole.
ESCAPES = re.compile(
    r"""(?P<code>(?:\\u[0-9a-fA-F]{4})+)
    | (?P<byte>(?:\\x[0-9a-fA-F]{2})+)
    | \\(?P<sign>[^ux])
    | (?P<percent>(?:%[0-9a-fA-F]{2})+)
    | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)""",
    re.VERBOSE,
)
SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
PLUS = re.compile(r"\++")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
HEX = re.compile(r"[0-9A-Fa-f]{8,}")
URLSAFE = str.maketrans("-_", "+/")
# What is decoded from the wrong place on, or from what is not code, has few characters in a row that are any.
NO_TEXT = re.compile(r"[\udc80-\udcff\x00-\x08\x0e-\x1f\x7f]")
# Escapes in escapes in escapes, and one layer more to be sure.
MOST_LAYERS = 4
# Base64 in base64.
MOST_ENCODINGS = 2

# From where to where something stands.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, without white space. `place` says where in the text a part of the reading stands.

    `is_encoded` says that it was decoded from base64 or hexadecimal digits.
    """

    text: str
    place: Callable[[int, int], Span]
    is_encoded: bool = False


def readings(text: str, least: int = 8) -> Iterator[Reading]:
    r"""All ways to read the text, the text itself first; decoded are codes of at least so many characters.

    >>> [one.text for one in readings(r"a \u002f b%2F+c")]
    ['a\\u002fb%2F+c', 'a\\u002fb%2Fc', 'a/b/+c', 'a/b/c']
    """
    whole = Reading(text, lambda start, end: (start, end))
    for reading in _read(_without(SPACE, whole), least, MOST_ENCODINGS):
        yield reading
        # In forms and queries, a plus stands for a blank.
        if "+" in reading.text:
            yield _without(PLUS, reading)


def _read(reading: Reading, least: int, encodings: int) -> Iterator[Reading]:
    for _ in range(MOST_LAYERS + 1):
        yield reading
        if encodings:
            for inner in (*_from_base64(reading, least), *_from_hex(reading, least)):
                yield from _read(inner, least, encodings - 1)
        undone = ESCAPES.sub(_meant, reading.text)
        if undone == reading.text:
            return
        reading = _without(SPACE, Reading(undone, partial(_place_undone, reading), reading.is_encoded))


def _without(what: re.Pattern[str], reading: Reading) -> Reading:
    """The reading without these characters: white space, above all, by which a line may be broken anywhere."""
    text = what.sub("", reading.text)
    return reading if text == reading.text else Reading(text, partial(_place_kept, what, reading), reading.is_encoded)


def _place_kept(what: re.Pattern[str], reading: Reading, start: int, end: int) -> Span:
    kept = [at for at, character in enumerate(reading.text) if not what.match(character)]
    return reading.place(kept[start], kept[end - 1] + 1)


def _meant(escape: re.Match[str]) -> str:
    text = escape[0]
    match escape.lastgroup:
        case "code":
            return bytes.fromhex(text.replace("\\u", "")).decode("utf-16-be", "surrogatepass")
        case "byte":
            return bytes.fromhex(text.replace("\\x", "")).decode("utf-8", "surrogateescape")
        case "percent":
            return unquote_to_bytes(text).decode("utf-8", "surrogateescape")
        case "entity":
            return unescape(text)
    return SIGNS.get(text[1], text[1])


def _place_undone(reading: Reading, start: int, end: int) -> Span:
    """Of what an escape stands for, the whole run of them."""
    places: list[Span] = []
    at = 0
    for found in ESCAPES.finditer(reading.text):
        places += [(one, one + 1) for one in range(at, found.start())]
        places += [found.span()] * len(_meant(found))
        at = found.end()
    places += [(one, one + 1) for one in range(at, len(reading.text))]
    return reading.place(places[start][0], places[end - 1][1])


def _from_base64(reading: Reading, least: int) -> Iterator[Reading]:
    """What each run of its letters is, decoded from each of four places on: something else may stand before it."""
    for run in BASE64.finditer(reading.text):
        letters = run[0].translate(URLSAFE)
        if len(letters) * 6 // 8 < least:
            continue
        for offset in range(4):
            # A letter alone behind the last four is not even a byte.
            end = len(letters) - ((len(letters) - offset) % 4 == 1)
            made = b64decode(letters[offset:end] + "=" * (-(end - offset) % 4))
            yield from _decoded(reading, made, run.start() + offset, 8, least)


def _from_hex(reading: Reading, least: int) -> Iterator[Reading]:
    for run in HEX.finditer(reading.text):
        if len(run[0]) // 2 < least:
            continue
        for offset in range(2):
            end = len(run[0]) - (len(run[0]) - offset) % 2
            yield from _decoded(reading, bytes.fromhex(run[0][offset:end]), run.start() + offset, 12, least)


def _decoded(reading: Reading, made: bytes, first: int, sixths: int, least: int) -> Iterator[Reading]:
    """The bytes as a reading, if they are text; a byte takes so many sixths of a letter of the reading."""
    text = made.decode("utf-8", "surrogateescape")
    if max(map(len, NO_TEXT.split(text))) < least:
        return

    def place(start: int, end: int) -> Span:
        before, within = (len(one.encode("utf-8", "surrogateescape")) for one in (text[:start], text[start:end]))
        return reading.place(first + before * sixths // 6, first - (-(before + within) * sixths // 6))

    yield _without(SPACE, Reading(text, place, is_encoded=True))
