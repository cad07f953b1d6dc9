"""Files and folders whose names are not UTF-8: the disk takes them, and so must every subcommand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-c", "from actions.cli.main import main; main()"]
ODD = os.fsdecode(b"odd-\xff\xfe")
FILE = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/x}\nactions: [{do: VERB}]\n"
EVENT = '{"type": "track", "event": "X", "userId": "u", "messageId": "m"}\nnot json\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / ODD
    for name, text in (("right", "send"), ("wrong", "sendd")):
        (made / name / "mappings").mkdir(parents=True)
        (made / name / "mappings" / f"{ODD}.yaml").write_text(FILE.replace("VERB", text), encoding="utf-8")
    (made / "events").mkdir()
    (made / "events" / f"{ODD}.ndjson").write_text(EVENT, encoding="utf-8")
    return made


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(["check", "-C", "right"], 0, b"", id="nothing to say"),
        pytest.param(["check", "-C", "wrong"], 1, b"sendd", id="a finding in such a file"),
        pytest.param(["run", "events", "-C", "right"], 0, b"E540", id="events of such a file"),
        pytest.param(["run", "events", "-C", "right", "--jobs", "2"], 0, b"E540", id="by several processes"),
        pytest.param(["run", "events", "-C", "wrong"], 4, b"sendd", id="a project that cannot be used"),
        pytest.param(["run", f"gone-{ODD}.ndjson", "-C", "right"], 2, b"no file gone-odd", id="no such file"),
    ],
)
def test_names_that_are_no_utf8_crash_nothing(
    folder: Path, arguments: list[str], code: int, words: bytes, form: str
) -> None:
    done = subprocess.run([*PROGRAM, *arguments, "--format", form], cwd=folder, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert words in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
