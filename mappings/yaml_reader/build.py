"""Values and their places from the events of a YAML parser."""

import re
from typing import Any

import yaml
from msgspec import Struct, field

from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located
from mappings.yaml_reader.comments import find_cut, quoted
from mappings.yaml_reader.offsets import ScalarOffsets
from mappings.yaml_reader.scalars import number_surprise, read_plain
from mappings.yaml_reader.source import Source

MOST_DEPTH = 64
# A comparison where a value should stand, which YAML takes for a tag: `!= 5`.
UNLIKE = re.compile(r"!= *(-?[0-9.]+|[\w\"' -]*[\w\"'])(?=[ ,}]*(?:\n|$|[,}]))")
SURROGATE = re.compile("[\ud800-\udfff]")


class StopReadingError(Exception):
    """What follows in the file cannot be understood; the finding is in the report."""


class _Open(Struct):
    """A map or a list whose end has not come yet."""

    start: int
    flow: bool
    children: dict[str, Located] | list[Located]
    key: Located | None = None


class Builder(Struct):
    """Builds Spots from events; one level of nesting is one `_Open`, so depth costs no recursion."""

    source: Source
    report: Report
    documents: list[Located] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    root: Located | None = None
    errors_before: int = 0
    shared: bool = False

    @classmethod
    def silent(cls, source: Source) -> "Builder":
        """For a text that is known to give no findings."""
        return cls(source, Report())

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.root, self.shared, self.errors_before = None, False, self.report.errors()
            case yaml.DocumentEndEvent():
                if self.root and self.root.value is not None and self.report.errors() == self.errors_before:
                    self.documents.append(self.root)
            case yaml.ScalarEvent():
                self._refuse_marks(event)
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_marks(event)
                self._enter(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._leave(event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = _span(event)
        offsets = ScalarOffsets(self.source, start, end, event.style or None, event.value)
        place = self._place(start, end)
        if SURROGATE.search(event.value):
            self.report.add(
                "E108", place, "this text holds a lone surrogate", "write the whole character as \\U and 8 digits"
            )
        if self._wants_key():
            self._key(event, Located(event.value, place, offsets=offsets))
        else:
            value = self._plain(event, place) if not event.style else event.value
            self._put(Located(value, place, self._key_place(), offsets=offsets, key=self._key_spot()))

    def _key(self, event: yaml.ScalarEvent, key: Located) -> None:
        here = self.open[-1]
        seen = here.children.get(key.value) if isinstance(here.children, dict) else None
        if key.value == "<<" and not event.style:
            self._refuse_sharing(key.place, "`<<` merges another map into this one, which mapping files do not do")
        elif not key.value and not event.style:
            self.report.add("E106", key.place, "this key has no name", "write key: value")
        elif seen:
            message = f'the key "{key.value}" appears a second time'
            hint = "keep one of the two"
            self.report.add("E102", key.place, message, hint, related=(seen.key_place,))
        here.key = key

    def _plain(self, event: yaml.ScalarEvent, place: Place) -> Any:
        self._warn_of_cut(event)
        key = self._key_spot()
        try:
            if message := number_surprise(event.value, key.value if key else None):
                hint = f"if it is a code or a version, put it in quotes: '{event.value}'"
                self.report.add("W111", place, message, hint)
            return read_plain(event.value)
        except OverflowError as error:
            self.report.add("E118", place, f"this is {error}", "put it in quotes if it is an id")
            return None

    def _warn_of_cut(self, event: yaml.ScalarEvent) -> None:
        # Inside brackets a comment hides what closes them, which is reported where reading stops.
        in_flow = bool(self.open) and self.open[-1].flow
        cut = None if in_flow else find_cut(self.source.text, *_span(event))
        if cut:
            left = f'the value here is "{event.value}"' if event.value else "the value here is empty"
            fix = quoted(cut.whole)
            hint = f"if it belongs to the value write {fix}" if fix else "if it belongs to the value use single quotes"
            message = f"what follows ` #` is a comment to YAML: {left}"
            self.report.add(
                "W112", self.source.place(cut.start, cut.end), message, f"{hint}; else put a space behind #"
            )

    def _enter(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        start, _ = _span(event)
        if self._wants_key():
            self._refuse_key(start)
        if len(self.open) >= MOST_DEPTH:
            place = self.source.place(start, start + 1)
            message = f"this is nested over {MOST_DEPTH} deep"
            self.report.add("E107", place, message, "write it flatter")
            raise StopReadingError
        children: dict[str, Located] | list[Located] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(start, bool(event.flow_style), children))

    def _leave(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        done = self.open.pop()
        value: Any
        if isinstance(done.children, dict):
            value = {key: child.value for key, child in done.children.items()}
            last = list(done.children.values())[-1:]
        else:
            value = [child.value for child in done.children]
            last = done.children[-1:]
        place = self._place(done.start, _span(event)[1])
        if not done.flow and last:
            # A block ends where its last value does; YAML itself sees the end only at the next token.
            place = Place(place.file, place.line, place.column, last[0].place.end_line, last[0].place.end_column)
        self._put(Located(value, place, self._key_place(), done.children, key=self._key_spot()))

    def _put(self, spot: Located) -> None:
        if not self.open:
            self.root = spot
            return
        here = self.open[-1]
        if isinstance(here.children, list):
            here.children.append(spot)
        elif here.key:
            here.children[here.key.value] = spot
            here.key = None

    def _alias(self, event: yaml.AliasEvent) -> None:
        start, end = _span(event)
        word = self.source.text[start:end]
        if self._wants_key():
            self._refuse_key(start)
        self._refuse_sharing(self.source.place(start, end), f"`{word}` is a YAML alias, which mapping files do not use")
        self._put(Located(None, self.source.place(start, end), self._key_place()))

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        """Report the anchor or the tag before a value."""
        tag = getattr(event, "tag", None)
        if event.anchor is None and tag is None:
            return
        start, _ = _span(event)
        found = re.compile(r"\S+").match(self.source.text, start)
        word = found[0].rstrip(",]}") if found else ""
        place = self.source.place(start, start + len(word))
        if event.anchor is not None:
            self._refuse_sharing(place, f"`{word}` is a YAML anchor, which mapping files do not use")
        elif tag is not None:
            message = f"`{word}` at the start of a value is a YAML tag, which mapping files do not use"
            hint = "remove it, or put the whole value in single quotes"
            if negated := re.match(r"!(\w+[.(].*)", word):
                # Without its `!` a condition would be turned round.
                hint = f"write not {negated[1]}, or put the whole value in single quotes"
            elif unlike := UNLIKE.match(self.source.text, start):
                test = "{exists: true}" if unlike[1] == "null" else f"{{is_not: {unlike[1]}}}"
                hint = f"in a condition write {test}; for a text put the whole value in single quotes"
            self.report.add("E105", place, message, hint)

    def _refuse_sharing(self, place: Place, message: str) -> None:
        # An anchor and its aliases are one mistake: the first of them in the document is reported.
        if not self.shared:
            self.shared = True
            hint = "write the fields out, or once under defaults:; a text goes in single quotes"
            self.report.add("E105", place, message, hint)

    def _refuse_key(self, start: int) -> None:
        text = self.source.text
        place = self.source.place(start, start + 1)
        if text.startswith("{", start) and text.rfind("{", 0, start) == start - 1:
            message, hint = "`{{` starts a map in a map", 'a template needs quotes: {template: "{{ … }}"}'
        else:
            message, hint = "a key must be a text, not a list or a map", "put the whole text in single quotes"
        self.report.add("E106", place, message, hint)
        raise StopReadingError

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].children, dict) and self.open[-1].key is None

    def _key_spot(self) -> Located | None:
        return self.open[-1].key if self.open else None

    def _key_place(self) -> Place | None:
        key = self._key_spot()
        return key.place if key else None

    def _place(self, start: int, end: int) -> Place:
        """The span without the breaks and spaces that YAML counts in at the end of a block."""
        return self.source.place(start, start + len(self.source.text[start:end].rstrip()))


def _span(event: yaml.Event) -> tuple[int, int]:
    """The indexes between which an event stands in the text."""
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0, end.index if end else 0)
