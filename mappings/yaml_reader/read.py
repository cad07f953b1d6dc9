import re
from collections.abc import Iterator

import yaml

from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader.build import Builder, StopReadingError
from mappings.yaml_reader.quick import read_quickly
from mappings.yaml_reader.source import Source

MOST_BYTES = 2 << 20
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# YAML takes a no-break space for a letter, so in these places it is hardly meant: as indentation, behind a
# key's colon, at the end of a line.
NO_BREAK = re.compile(r"^[ -]*\u00a0|^[ -]*[\w.$]+:\u00a0|\u00a0(?=[ \u00a0]*\r?$)", re.MULTILINE)
BOM = "\ufeff"


def read_yaml(text: str, file: str, report: Report) -> list[Located]:
    """The documents of a YAML file, each as the `Located` of its root value; findings go to `report`.

    A document with a finding of family E1xx gives no Located, so that nothing later stumbles over the same
    mistake again. Empty documents give none either. Never raises for the text's sake.
    """
    source = Source(file, text.removeprefix(BOM))
    if not _acceptable(source, report):
        return []
    return read_quickly(source) or read_carefully(source, report)


def read_carefully(source: Source, report: Report) -> list[Located]:
    """The same by PyYAML's own parser, whose complaints we know how to word: a tenth as fast."""
    before = report.errors()
    reader = Builder(source, report)
    try:
        for event in _events(source):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        from mappings.yaml_reader.trouble import explain_trouble

        explain_trouble(error, source, report)
    except StopReadingError:
        pass  # already reported
    if not reader.documents and report.errors() == before:
        place = source.place(0, 0)
        report.add("E101", place, "this file is empty", "start it with: version: 1")
    return reader.documents


def _acceptable(source: Source, report: Report) -> bool:
    """Whether the text is worth handing to PyYAML: not too long, nothing unseen in it, no tabs."""
    size = len(source.text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        message = f"this file has {size:,} bytes; {MOST_BYTES:,} are the most a mapping file may have"
        report.add("E107", source.place(0, 0), message, "split it into several files")
        return False
    if found := UNSEEN.search(source.text):
        place = source.place(found.start(), found.end())
        message = f"the character U+{ord(found[0]):04X} is here, and editors do not show it"
        report.add("E108", place, message, 'remove it, or write it as "\\u…" in double quotes')
        return False
    if "\u00a0" in source.text and (found := NO_BREAK.search(source.text)):
        place = source.place(found.end() - 1, found.end())
        report.add(
            "E108",
            place,
            "there is a no-break space (U+00A0) here, which YAML does not read as a space",
            "write a plain space",
        )
        return False
    if (tab := source.text.find("\t")) >= 0:
        hint = "write spaces, or \\t inside double quotes"
        report.add("E104", source.place(tab, tab + 1), "there is a tab here", hint)
        return False
    return True


def _events(source: Source) -> Iterator[yaml.Event]:
    loader = yaml.SafeLoader(source.text)
    while True:
        try:
            event = loader.get_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        except (ValueError, OverflowError) as error:
            # `"\\UFFFFFFFF"`: PyYAML passes the number on to chr(), whose complaint has no place.
            raise yaml.MarkedYAMLError(problem="no such character", problem_mark=loader.get_mark()) from error
        if event is None or isinstance(event, yaml.StreamEndEvent):
            return
        yield event
