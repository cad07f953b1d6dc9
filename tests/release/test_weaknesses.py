"""An audit says what is known of weaknesses, and never that nothing is known where nobody was asked."""

import json
import subprocess
from typing import Any

import pytest

from docs.release import weaknesses

WEAKNESS = {"id": "GHSA-1", "aliases": ["CVE-1"], "fix_versions": ["2.1", "3.0"], "description": ""}
GOOD = {"name": "jmespath", "version": "1.1", "vulns": []}
BAD = {"name": "yarl", "version": "1.2", "vulns": [WEAKNESS]}
UNKNOWN = {"name": "inner", "skip_reason": "Dependency not found on PyPI and could not be audited: inner (1.0)"}
OURS = {"name": "destination-actions", "skip_reason": "distribution marked as editable"}
OFFLINE = "Traceback\nConnectionError: cannot resolve the name\n"


@pytest.mark.parametrize(
    ("first", "second", "code", "words"),
    [
        pytest.param([GOOD, OURS], OFFLINE, 0, "PyPI knows no weakness of the 1 packages", id="nothing is known"),
        pytest.param(
            [GOOD, BAD], OFFLINE, 1, "yarl 1.2: GHSA-1, CVE-1; mended in 2.1, 3.0", id="a weakness and its repair"
        ),
        pytest.param(
            [BAD | {"vulns": [WEAKNESS | {"fix_versions": []}]}], OFFLINE, 1, "no version yet", id="without a repair"
        ),
        pytest.param([BAD, UNKNOWN], OFFLINE, 1, "yarl 1.2", id="a weakness, though not all are known"),
        pytest.param([UNKNOWN], [GOOD, BAD], 1, "yarl 1.2", id="the second list knows what the first does not"),
        pytest.param(OFFLINE, [GOOD], 0, "OSV knows no weakness", id="the first list cannot be asked"),
        pytest.param([UNKNOWN, GOOD], [UNKNOWN], 2, "PyPI says nothing of inner", id="a package that no list knows"),
        pytest.param(OFFLINE, OFFLINE, 2, "OSV cannot be asked: ConnectionError: cannot", id="no network"),
    ],
)
def test_what_an_audit_says(
    first: Any, second: Any, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"pypi": first, "osv": second}

    def asked(command: tuple[str, ...], **_given: Any) -> subprocess.CompletedProcess[str]:
        answer = answers[command[-1]]
        said = "" if answer is OFFLINE else json.dumps({"dependencies": answer, "fixes": []})
        return subprocess.CompletedProcess(command, 1, said, OFFLINE)

    monkeypatch.setattr(subprocess, "run", asked)
    assert weaknesses.audit() == code
    printed = capsys.readouterr()
    assert words in (printed.out if code < weaknesses.NOT_ANSWERED else printed.err)
    assert (printed.out == "") is (code == weaknesses.NOT_ANSWERED)
