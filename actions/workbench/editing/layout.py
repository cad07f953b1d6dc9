"""Mapping files in one layout, their comments and their order kept."""

import io
import re
from collections import Counter
from typing import Any

from mappings.findings.diagnostic import Report
from mappings.yaml_reader.read import read_yaml

LINE = 120
MOST_ROUNDS = 5
# Words that other readers of YAML take for true and false.
SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n"})
# A line behind which the lines of a text begin.
BLOCK = re.compile(r"(?:^|[:-] )[|>][0-9+-]*(?: #.*)?$")
COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


class LayoutError(ValueError):
    """A file that cannot be laid out without changing what it says: why."""


def laid_out(text: str, file: str) -> str:
    r"""The text in the one layout; LayoutError for a text that is no YAML of ours, or would say something else.

    >>> print(laid_out("a:   {b: c , d: 'e'}   # said\r\n", "f.yaml"), end="")
    a: {b: c, d: 'e'} # said
    """
    before = _values(text, file)
    lines = [one.rstrip() for one in text.removeprefix("\ufeff").splitlines()]
    tidy, written = "\n".join(lines).strip("\n") + "\n", ""
    # Where lines have moved to the right, there may be more that need a block.
    for _ in range(MOST_ROUNDS):
        if tidy == written:
            break
        written = tidy
        tidy = "\n".join(_tidy(_written(written).split("\n")))
    if _values(tidy, file) != before or _comments(tidy) != _comments(text):
        raise LayoutError("it cannot be laid out without a change of what it says; it is left as it is")
    return tidy


def _tidy(lines: list[str]) -> list[str]:
    """The lines: comments where the line below stands, and one blank line at most."""
    told: list[str] = []
    block = -1
    for number, line in enumerate(lines):
        depth = _depth(line)
        if block >= 0 and (not line or depth > block):
            told.append(line)
            continue
        block = depth if BLOCK.search(line) else -1
        following = next((one for one in lines[number + 1 :] if one and not one.lstrip().startswith("#")), "")
        if line.lstrip().startswith("#") and following and following != "---":
            told.append(" " * _depth(following) + line.lstrip())
        elif line or number == len(lines) - 1 or (told and told[-1]):
            told.append(line)
    return told


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _written(text: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(str, _represent_text)
    yaml.representer.add_representer(type(None), _represent_null)
    try:
        documents = list(yaml.load_all(text))
    except YAMLError as error:
        raise LayoutError(f"it cannot be read: {str(error).splitlines()[0]}") from None
    lines = text.split("\n")
    for one in documents:
        _open_wide(one, lines)
    out = io.StringIO()
    starts = text.startswith("---")
    yaml.explicit_start = starts
    yaml.dump_all(documents, out)
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


def _values(text: str, file: str) -> list[Any]:
    report = Report()
    values = [one.value for one in read_yaml(text, file, report)]
    if report.has_errors:
        one = next(one for one in report if one.severity == "error")
        raise LayoutError(f"{one.place}: {one.message}")
    return values


def _comments(text: str) -> Counter[str]:
    return Counter(found.strip() for line in text.splitlines() for found in COMMENT.findall(line))
