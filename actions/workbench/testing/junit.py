"""Results of tests as JUnit XML, which build servers read."""

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import quoteattr

from actions.workbench.testing.check import Result


def junit(results: Sequence[Result], seconds: float) -> str:
    """The report: a suite for each file."""
    failed = sum(not one.passed for one in results)
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append(f'<testsuites tests="{len(results)}" failures="{failed}" time="{seconds:.3f}">')
    for file, found in groupby(results, key=lambda one: one.test.file):
        rows = list(found)
        bad = sum(not one.passed for one in rows)
        lines.append(f'  <testsuite name={_attribute(file)} tests="{len(rows)}" failures="{bad}">')
        for one in rows:
            place = one.test.place
            about = f"classname={_attribute(one.test.instance)} name={_attribute(one.test.name)}"
            head = f'    <testcase {about} file={_attribute(place.file)} line="{place.line}"'
            if one.passed:
                lines.append(f"{head}/>")
                continue
            messages = "; ".join(words_of(one))
            lines += [f"{head}>", f"      <failure message={_attribute(messages)}/>", "    </testcase>"]
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def words_of(result: Result) -> list[str]:
    """What is wrong, a text for each problem and each field."""
    messages = []
    for problem in result.problems:
        action = f"{problem.action}: " if problem.action else ""
        fields = ", ".join(f"{one.field} {one.words}" for one in problem.differences)
        messages.append(f"{action}{problem.words}" + (f": {fields}" if fields else ""))
    return messages


def _attribute(text: str) -> str:
    # What XML cannot hold is left out.
    return quoteattr("".join(one for one in text if one >= " " or one in "\t\n"))
