"""Putting the fix of a finding into its file."""

import re
from collections.abc import Iterator
from itertools import pairwise

import yaml

from mappings.findings.diagnostic import Diagnostic

# What an unquoted text of YAML cannot begin with, or hold anywhere; inside { } and [ ] it can hold less.
ODD_START = re.compile(r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`\s]")
ODD_INSIDE = re.compile(r":(?:\s|$)|\s#|\s$|\n")
Scalar = tuple[int, int, str | None, bool]
ODD_IN_FLOW = re.compile(r"[,\[\]{}]")


def paste(text: str, finding: Diagnostic) -> str:
    """The text of the file with the finding's fix in its place, written as the YAML around it needs.

    Inside quotes it is escaped as they ask; where it would not do without quotes, the whole value gets some.
    """
    if finding.fix is None or finding.place is None:
        return text
    start, end = span_of(text, finding)
    scalar = scalar_at(text, start, end)
    if scalar is None:
        return text[:start] + finding.fix + text[end:]
    first, last, style, in_flow = scalar
    fix = finding.fix
    is_whole = (first, last) == (start, end)
    if is_whole and (style or fix[:1] in "{[" or ": " in fix):
        # The value itself is replaced, quotes and all, by another piece of YAML.
        return text[:first] + fix + text[last:]
    if style == "'":
        fix = fix.replace("'", "''")
    elif style == '"':
        fix = fix.replace("\\", "\\\\").replace('"', '\\"')
    elif style is None:
        whole = text[first:start] + fix + text[end:last]
        return text[:first] + (whole if _is_plain(whole, in_flow=in_flow) else _quoted(whole)) + text[last:]
    return text[:start] + fix + text[end:]


def scalar_at(text: str, start: int, end: int) -> Scalar | None:
    """The scalar around these characters: where it starts and ends, its quotes, whether it stands in { } or [ ]."""
    return next((one for one in _scalars(text) if one[0] <= start and end <= one[1]), None)


def span_of(text: str, finding: Diagnostic) -> tuple[int, int]:
    """From which to which character of the text the finding's place goes."""
    place = finding.place
    if place is None:
        return 0, 0
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text)), len(text)]
    lead = text.startswith("\ufeff")

    def offset(line: int, column: int) -> int:
        return min(starts[min(line, len(starts)) - 1] + column - 1 + (lead and line == 1), len(text))

    return offset(place.line, place.column), offset(place.end_line, place.end_column)


def _scalars(text: str) -> Iterator[Scalar]:
    """Start, end and style of each scalar of the file, and whether it stands in { } or [ ]; as far as YAML goes."""
    depth = 0
    try:
        for token, following in pairwise(yaml.scan(text)):
            if isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken):
                depth += 1
            elif isinstance(token, yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken):
                depth -= 1
            elif isinstance(token, yaml.ScalarToken):
                style = None if token.plain else token.style
                yield token.start_mark.index, token.end_mark.index, style, depth > 0
            if following is None:
                return
    except yaml.YAMLError:
        return


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not text or ODD_START.match(text) or ODD_INSIDE.search(text):
        return False
    return not (in_flow and ODD_IN_FLOW.search(text))


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))
