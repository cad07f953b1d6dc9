"""Mapping files in one layout, their comments and their order kept."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

import yaml

from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader.read import read_yaml

LINE = 120
MOST_ROUNDS = 5
# Words that other readers of YAML take for true and false.
SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n"})
# Keys of conditions, in which any number of blanks is one.
CONDITIONS = frozenset({"when", "only_when", "where"})
# A line behind which the lines of a text begin.
BLOCK = re.compile(r"(?:^|[:-] )[|>][0-9+-]*(?: #.*)?$")
COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


class LayoutError(ValueError):
    """A file that cannot be laid out without changing what it says: why."""


def laid_out(text: str, file: str) -> str:
    r"""The text in the one layout; LayoutError for a text that is not YAML of ours, or would say something else.

    The ends of lines stay those that most lines have.

    >>> laid_out("a:   {b: c , d: 'e'}   # said\r\n", "f.yaml")
    "a: {b: c, d: 'e'} # said\r\n"
    """
    before = _read(text, file)
    lines, kept = text.removeprefix("\ufeff").splitlines(), _lines_of_texts(text.removeprefix("\ufeff"))
    lines = [one if number in kept else one.rstrip() for number, one in enumerate(lines)]
    tidy, written = "\n".join(lines).strip("\n") + "\n", ""
    # Where lines have moved to the right, there may be more that need a block.
    for _ in range(MOST_ROUNDS):
        if tidy == written:
            break
        written = tidy
        tidy = "\n".join(_tidy(_written(written).split("\n")))
    after = _read(tidy, file)
    changed = next((one for pair in zip_longest(before, after) if (one := _first_change(*pair))), None)
    lost = next(iter(_comments(text) - _comments(tidy)), None)
    if changed or lost:
        part = f"line {changed.place.line}" if changed else f"the comment {lost}"
        raise LayoutError(f"{part} cannot be laid out without a change of what it says; the file is left as it is")
    is_windows = text.count("\r\n") * 2 > text.count("\n")
    return tidy.replace("\n", "\r\n") if is_windows else tidy


def _tidy(lines: list[str]) -> list[str]:
    """The lines: comments where the line below stands, and one blank line at most."""
    tidied: list[str] = []
    block = -1
    for number, line in enumerate(lines):
        depth = _depth(line)
        if block >= 0 and (not line or depth > block):
            tidied.append(line)
            continue
        block = depth if BLOCK.search(line) else -1
        following = next((one for one in lines[number + 1 :] if one and not one.lstrip().startswith("#")), "")
        if line.lstrip().startswith("#") and following and following != "---":
            tidied.append(" " * _depth(following) + line.lstrip())
        elif line or number == len(lines) - 1 or (tidied and tidied[-1]):
            tidied.append(line)
    return tidied


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _written(text: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    writer = YAML(typ="rt", pure=True)
    writer.preserve_quotes = True
    writer.width = 1 << 20
    writer.brace_single_entry_mapping_in_flow_sequence = True
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.add_representer(str, _represent_text)
    writer.representer.add_representer(type(None), _represent_null)
    try:
        documents = list(writer.load_all(text))
    except YAMLError as error:
        raise LayoutError(f"it cannot be read: {str(error).splitlines()[0]}") from None
    lines = text.split("\n")
    for one in documents:
        _open_wide(one, lines)
    out = io.StringIO()
    starts = text.startswith("---")
    writer.explicit_start = starts
    writer.dump_all(documents, out)
    return out.getvalue()


def _represent_text(representer: Any, value: str) -> Any:
    """Words that are true and false elsewhere stand in quotes."""
    style = "'" if value.lower() in SWITCHES else None
    return representer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _represent_null(representer: Any, _: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _open_wide(part: Any, lines: list[str]) -> None:
    """Make a block of each map or list in braces that takes several lines, or stands on too long a one."""
    if isinstance(part, dict):
        children = list(part.values())
    elif isinstance(part, list):
        children = list(part)
    else:
        return
    if part.fa.flow_style() and _lines(part):
        part.fa.set_block_style()
    elif part.fa.flow_style() and len(lines[part.lc.line]) > LINE:
        # The parts inside may have room now: the next round sees.
        part.fa.set_block_style()
        return
    for child in children:
        _open_wide(child, lines)


def _lines(part: Any) -> bool:
    """Whether what stands inside begins on different lines."""
    first = part.lc.line
    places = part.lc.data or {}
    return any(place[0] != first for place in places.values())


def _read(text: str, file: str) -> list[Located]:
    report = Report()
    documents = [*read_yaml(text, file, report)]
    if report.has_errors:
        one = next(one for one in report if one.severity == "error")
        raise LayoutError(f"{one.place}: {one.message}")
    return documents


def _lines_of_texts(text: str) -> set[int]:
    """The lines inside texts behind | or >, whose blanks at the end belong to them; those of conditions do not."""
    inside: set[int] = set()
    key = ""
    for token in yaml.scan(text):
        if not isinstance(token, yaml.ScalarToken):
            continue
        if token.style in ("|", ">") and key not in CONDITIONS:
            inside |= {*range(token.start_mark.line + 1, token.end_mark.line)}
        key = token.value
    return inside


def _first_change(before: Located | None, after: Located | None, *, in_condition: bool = False) -> Located | None:
    """The first part that says something else afterwards; blanks between the words of a condition say nothing."""
    if before is None or after is None:
        return before or after
    one, other = before.children, after.children
    if isinstance(one, Mapping) and isinstance(other, Mapping) and list(one) == list(other):
        pairs = ((one[key], other[key], key in CONDITIONS) for key in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other) and one:
        pairs = ((left, right, in_condition) for left, right in zip(one, other, strict=True))
    else:
        left, right = (
            (" ".join(part.value.split()) if in_condition and isinstance(part.value, str) else part.value)
            for part in (before, after)
        )
        return None if type(left) is type(right) and left == right else before
    return next(
        (found for left, right, inner in pairs if (found := _first_change(left, right, in_condition=inner))), None
    )


def _comments(text: str) -> Counter[str]:
    return Counter(found.strip() for line in text.splitlines() for found in COMMENT.findall(line))
