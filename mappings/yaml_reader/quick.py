"""The values of a YAML text by libyaml, for texts without findings."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import yaml
from msgspec import Struct

from mappings.lazy_located import LazyDocument, LazyLocated
from mappings.located import Located
from mappings.yaml_reader.build import MOST_DEPTH, SURROGATE, Builder
from mappings.yaml_reader.comments import CUTS
from mappings.yaml_reader.scalars import WORDS, number_surprise, read_plain
from mappings.yaml_reader.source import Source

# libyaml takes a comment glued to a block's sign, PyYAML does not.
GLUED_COMMENT = re.compile(r"[|>][0-9+-]*#")
LIBYAML: bool = getattr(yaml, "__with_libyaml__", False)
DIGITS = frozenset("-0123456789")
STARTS: Final[Mapping[type, type]] = MappingProxyType({yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list})
ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _NotPlainError(Exception):
    """Something stands in the text of which the careful reader may have to say something."""


def read_quickly(source: Source) -> list[Located] | None:
    """The documents of the text, their places late; None where only the careful reader will do.

    A text that is read here is read without findings by the careful reader too, to the same values and places:
    libyaml sends the same events as PyYAML's own parser, ten times as fast. It builds nothing itself, so depth
    costs no recursion.
    """
    if not LIBYAML or GLUED_COMMENT.search(source.text):
        return None
    try:
        values = list(_values(source.text))
    except (yaml.YAMLError, _NotPlainError, ValueError, OverflowError):
        return None
    spots: list[Located] = [
        LazyLocated(value, LazyDocument(partial(_placed, source, number), source.file))
        for number, value in enumerate(values)
    ]
    return spots or None


def _placed(source: Source, number: int) -> Located:
    """The document of that number with all its places."""
    builder = Builder.silent(source)
    for event in _events(source.text):
        builder.take(event)
    return builder.documents[number]


def _events(text: str) -> Iterator[Any]:
    """The parser's events, which libyaml's binding does not type."""
    # The parser alone: nothing that could build an object stands behind it.
    parser: Any = import_module("yaml.cyaml").CParser(text)
    while True:
        event = parser.get_event()
        if event is None or type(event) is yaml.StreamEndEvent:
            return
        yield event


class _Open(Struct):
    """A map or a list whose end has not come yet; `key` is the map's last key, if its value has not come."""

    values: Any
    is_map: bool
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return self.is_map and self.key is None

    def put(self, value: Any) -> None:
        if self.is_map:
            self.values[self.key] = value
            self.key = None
        else:
            self.values.append(value)


def _values(text: str) -> Iterator[Any]:
    """The value of each document that is not empty."""
    waiting: list[_Open] = []
    here = _Open([], is_map=False)
    # A text that comes again, as most keys do, is kept once.
    texts: dict[str, str] = {}
    may_cut = CUTS.search(text) is not None
    for event in _events(text):
        kind = type(event)
        if kind is yaml.ScalarEvent:
            _refuse_marks(event)
            if may_cut and not event.style and CUTS.match(text, event.end_mark.index):
                raise _NotPlainError
            read = texts.setdefault(event.value, event.value)
            if here.wants_key:
                here.key = _key(read, here.values, is_plain=not event.style)
            else:
                here.put(_quoted(read) if event.style else _plain(read, here.key))
        elif kind in STARTS:
            _refuse_marks(event)
            if here.wants_key or len(waiting) >= MOST_DEPTH:
                raise _NotPlainError
            waiting.append(here)
            here = _Open(STARTS[kind](), is_map=kind is yaml.MappingStartEvent)
        elif kind in ENDS:
            value, here = here.values, waiting.pop()
            here.put(value)
        elif kind is yaml.DocumentEndEvent:
            yield from (one for one in here.values if one is not None)
            here = _Open([], is_map=False)
        elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and (event.version or event.tags)):
            raise _NotPlainError


def _refuse_marks(event: Any) -> None:
    if event.tag is not None or event.anchor is not None:
        raise _NotPlainError


def _key(key: str, known: dict[str, Any], *, is_plain: bool) -> str:
    if key in known or not key or (key == "<<" and is_plain):
        raise _NotPlainError
    return _quoted(key)


def _quoted(text: str) -> str:
    if not text.isascii() and SURROGATE.search(text):
        raise _NotPlainError
    return text


def _plain(text: str, key: str | None) -> Any:
    if not text:
        # Where nothing is written, the two parsers place it differently.
        raise _NotPlainError
    if text[:1] in DIGITS:
        if number_surprise(text, key):
            raise _NotPlainError
        return read_plain(text)
    return WORDS.get(text, text)
