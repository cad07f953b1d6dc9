"""A project whose files have the line ends of Windows, in a process that looks like one on Windows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from actions.cli.first.init import write_starter
from actions.cli.first.verbs import VERBS
from actions.system.support import NOT_ON_WINDOWS

ROOT = Path(__file__).parents[2]
# Command line -> exit code, and text that it prints.
WORKS = {
    "--version": (0, "destination-actions"),
    "check": (0, "Checked 3 files, 15 actions: 0 errors, 0 warnings."),
    "check --format json": (0, ""),
    "test": (0, "✓ an order of 100 is large"),
    "run samples": (0, "230 events, 339 payloads, 8 not built. dry run"),
    "run samples --format json": (0, '"instance":"mixpanel"'),
    "explain samples/events.ndjson --event 5": (0, "2 of 3 conditions stand in the way."),
    "try samples/events.ndjson event --event 5": (0, "Product"),
    "show mixpanel.button-clicks": (0, "Button Clicked"),
    "fmt --check": (0, "3 files laid out already"),
    "catalog mixpanel": (0, "purchase"),
    "coverage samples": (0, "events that no action handles"),
    "lineage context.traits.email": (0, "mappings/mixpanel.yaml:25"),
    "record samples": (0, "230 events read"),
    "schema --write": (0, ".actions/schema/mixpanel.json"),
    "lock -o deployed.lock": (0, "15 actions written to deployed.lock"),
    "lock --check -o deployed.lock": (0, ""),
    "diff . --events samples": (0, ""),
    "docs build -o site": (0, ""),
    "init another": (0, "wrote another/mappings/mixpanel.yaml"),
    "new destination acme --auth bearer --action track_order": (0, "actions-destination-acme"),
    "plugin check slack": (0, ""),
    "doctor": (0, "without dead, deliver"),
    "studio --help": (0, "--read-only"),
    "deliver --help": (0, "--follow"),
}
REFUSED = {**dict.fromkeys(sorted(NOT_ON_WINDOWS)), "run samples --send --yes": None}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    folder = tmp_path_factory.mktemp("shop")
    write_starter(folder)
    for path in folder.rglob("*"):
        if path.suffix in (".yaml", ".ndjson"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    lines = [*WORKS, *REFUSED]
    asked = json.dumps([_words(line) for line in lines])
    # Text that is read or written without saying in which encoding would be in another one there.
    strict = ("-X", "warn_default_encoding", "-W", "error::EncodingWarning")
    command = (sys.executable, *strict, str(Path(__file__).with_name("as_windows.py")))
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    done = subprocess.run(
        command, input=asked, cwd=folder, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    reports = [path.read_text(encoding="utf-8") for path in folder.glob("actions-report-*")]
    assert (done.returncode, reports) == (0, []), done.stderr
    return {line: (code, text) for line, (code, text) in zip(lines, json.loads(done.stdout), strict=True)}


def _words(line: str) -> list[str]:
    return line.split()


@pytest.mark.slow
@pytest.mark.parametrize("line", WORKS)
def test_what_only_asks_works_on_windows(answers: dict[str, tuple[int, str]], line: str) -> None:
    code, text = WORKS[line]
    assert answers[line][0] == code, answers[line][1]
    assert text in answers[line][1]


@pytest.mark.slow
@pytest.mark.parametrize("line", REFUSED)
def test_the_rest_says_at_once_in_one_sentence_what_it_needs(answers: dict[str, tuple[int, str]], line: str) -> None:
    code, text = answers[line]
    name = "run --send" if line.startswith("run") else line
    works = "on Windows, check, test, explain, run without --send and studio work"
    assert (code, " ".join(text.split())) == (4, f"actions: {name} needs Linux, macOS or WSL; {works}")


def test_each_command_that_windows_has_not_is_one_of_ours() -> None:
    assert VERBS.keys() >= NOT_ON_WINDOWS


def test_the_page_says_of_each_command_where_it_works() -> None:
    page = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    works = {name: row[4].strip() for row in rows for name in re.findall("`([a-z]+)", row[1])}
    assert works.keys() >= VERBS.keys() - {"help"}
    on_windows = {name for name, answer in works.items() if answer == "no"}
    assert on_windows - {"run"} == NOT_ON_WINDOWS
