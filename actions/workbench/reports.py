"""Findings in the forms that other programs read: annotations of GitHub, SARIF, JUnit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from actions.codes import CODES
from mappings.findings.diagnostic import Diagnostic

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
MORE_ESCAPES = ESCAPES | {":": "%3A", ",": "%2C"}


def as_annotation(one: Diagnostic) -> str:
    """The finding as a line by which GitHub marks the place in a pull request.

    >>> as_annotation(Diagnostic("E201", 'events have no field "evnt"', "did you mean event?"))
    '::error title=E201::events have no field "evnt"%0Adid you mean event?'
    """
    facts: dict[str, Any] = {}
    if one.place:
        at = one.place
        facts = {"file": at.file, "line": at.line, "col": at.column, "endLine": at.end_line, "endColumn": at.end_column}
    facts["title"] = one.code
    listed = ",".join(f"{key}={_escaped(str(value), MORE_ESCAPES)}" for key, value in facts.items())
    return f"::{one.severity} {listed}::{_escaped(_words(one), ESCAPES)}"


def as_sarif(found: Iterable[Diagnostic], version: str) -> dict[str, Any]:
    """The findings as one SARIF 2.1.0 document, with the rules that they break."""
    found = list(found)
    codes = sorted({one.code for one in found})
    rules = [{"id": code, "shortDescription": {"text": CODES[code]}} for code in codes]
    driver = {"name": "actions check", "version": version, "rules": rules}
    results = [_result(one, codes.index(one.code)) for one in found]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(one: Diagnostic, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": _words(one)},
    }
    if one.place:
        region = _region(one)
        place = {"artifactLocation": {"uri": one.place.file}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
        if one.fix is not None:
            change = {"deletedRegion": region, "insertedContent": {"text": one.fix}}
            changes = [{"artifactLocation": {"uri": one.place.file}, "replacements": [change]}]
            result["fixes"] = [{"description": {"text": one.hint or one.fix}, "artifactChanges": changes}]
    return result


def _region(one: Diagnostic) -> dict[str, int]:
    if one.place is None:
        return {}
    at = one.place
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def as_junit(found: Iterable[Diagnostic], files: Sequence[str], *, strict: bool) -> str:
    """The findings as JUnit's XML: a case for each file, failed by its errors, and by its warnings if `strict`."""
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in found:
        by_file[one.place.file if one.place else ""].append(one)
    suite = Element("testsuite", name="actions check")
    failed = 0
    for file in [*files, *(name for name in by_file if name not in files)]:
        case = SubElement(suite, "testcase", classname="actions.check", name=file or "the project")
        failures = [one for one in by_file[file] if strict or one.severity == "error"]
        rest = [one for one in by_file[file] if one not in failures]
        failed += bool(failures)
        if failures:
            text = "\n".join(f"{one.place}: {one.severity} {one.code}: {_words(one)}" for one in failures)
            SubElement(
                case,
                "failure",
                message=f"{len(failures)} finding{'s' if len(failures) > 1 else ''}",
                type=failures[0].code,
            ).text = text
        if rest:
            SubElement(case, "system-out").text = "\n".join(f"{one.place}: {one.code}: {_words(one)}" for one in rest)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failed))
    indent(suite)
    return tostring(suite, encoding="unicode", xml_declaration=True)


def _words(one: Diagnostic) -> str:
    return f"{one.message}\n{one.hint}" if one.hint else one.message


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)
