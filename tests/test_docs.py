"""Everything that README.md and docs/ show is done here, as a reader would do it.

A block that is a subject (a file, an action, a mapping, a condition) is followed by the blocks it is checked with.
Commands, files to write and Python of a page are done from top to bottom in an empty folder.
"""

import asyncio
import doctest
import importlib
import inspect
import io
import json
import os
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from textwrap import indent
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from rich.console import Console
from typer.testing import CliRunner

from actions.cli.asking.findings_text import print_findings
from actions.cli.formats import Format
from actions.cli.main import app
from actions.decision import Decision
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.kit.cases import failures, read_cases
from actions.kit.contract import contract_of, read_subject
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from actions.reading.sample import read_sample
from actions.run.preview import preview
from actions.trigger.compile import compile_condition
from actions.trigger.structured import parse_condition
from actions.workbench.testing.check import run_tests
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.junit import words_of
from actions.workbench.testing.read import read_tests
from destinations import sdk
from destinations.registry import load_registry
from destinations.sdk.encode import to_json
from destinations.testing import StandIn
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.scope import Mapped
from mappings.file.loader import load_mapping_file
from mappings.file.shared import SHARED, Includes
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml
from tests.docs_pages import EXAMPLE, NOW, PAGES, ROOT, SETTINGS, Block, agrees, mapper_of, read_blocks
from tests.installed_packages import write_about

SUBJECTS = ("file", "action", "mapping", "condition", "same condition")
# Where the pages say that a stand-in listens.
STAND_IN = "http://127.0.0.1:8090"
BLOCKS = [block for page in PAGES for block in read_blocks(page)]


@dataclass(slots=True)
class Example:
    """A subject at work: its plan or its mapper, the findings about it, and the event that was shown last."""

    text: str
    report: Report
    plan: Plan | None = None
    map_event: Callable[[Any], Mapped] | None = None
    condition: Callable[[Any, Budget], bool] | None = None
    event: Any = None

    def decisions(self) -> list[Decision]:
        assert self.plan
        return [preview(one, self.plan)[0] for one in decide(self.event, self.plan, NOW)]

    def fired(self) -> list[Decision]:
        found = self.decisions()
        assert [one.reason for one in found if one.status == "failed"] == []
        return found

    def bodies(self) -> list[Any]:
        assert self.plan
        return [request.shown()["body"] for one in self.fired() for request in preview(one, self.plan)[1]]


def open_example(subject: Block) -> Example:
    report = Report()
    if subject.word in ("file", "action"):
        text = subject.text if subject.word == "file" else in_a_file(subject)
        shared = {block.about: block.text for block in BLOCKS if block.word == SHARED}
        files = [Includes(shared, report).into(one) for one in load_mapping_file(text, EXAMPLE, report)]
        return Example(text, report, plan=build_plan(files, load_registry(), report, lambda _: None))
    spot = read_yaml(subject.text, EXAMPLE, report)[0]
    if subject.word == "mapping":
        return Example(subject.text, report, map_event=mapper_of(spot, report))
    parts = spot.value if subject.word == "same condition" else [spot.value]
    conditions = [
        parse_condition(spot.at(n) if len(parts) > 1 else spot, report, EVENT_FIELDS) for n in range(len(parts))
    ]
    assert all(one == conditions[0] for one in conditions)
    assert conditions[0]
    return Example(subject.text, report, condition=compile_condition(conditions[0]))


def in_a_file(action: Block) -> str:
    head = f"version: 1\ndestination: {action.about}\nsettings: {SETTINGS[action.about]}\nactions:\n"
    return head + indent(action.text, "  ")


def check_event(example: Example, block: Block) -> None:
    example.event = json.loads(block.text)


def check_payload(example: Example, block: Block) -> None:
    (decision,) = (one for one in example.fired() if block.about in ("", one.type))
    assert decision.payload
    assert json.loads(to_json(decision.payload.model_dump(exclude_none=True))) == json.loads(block.text)


def check_body(example: Example, block: Block) -> None:
    assert example.bodies() == [json.loads(block.text)]


def check_bodies(example: Example, block: Block) -> None:
    assert example.bodies() == json.loads(block.text)


def check_fields(example: Example, block: Block) -> None:
    assert example.map_event
    mapped = example.map_event(example.event)
    assert (mapped.fields, list(mapped.failures)) == (json.loads(block.text), [])


def check_failures(example: Example, block: Block) -> None:
    if example.map_event:
        messages = [f"{one.code} {one.message}" for one in example.map_event(example.event).failures]
    else:
        messages = [f"{one.code} {one.message}" for decision in example.decisions() for one in decision.diagnostics]
    assert messages == block.text.splitlines()


def check_not_fired(example: Example, block: Block) -> None:
    assert example.plan
    messages = [one.reason for one in explain(example.event, example.plan, NOW) if one.status == "not_fired"]
    assert messages == block.text.splitlines()


def check_finding(example: Example, block: Block) -> None:
    out = io.StringIO()
    console = Console(file=out, markup=False, highlight=False, emoji=False, soft_wrap=True)
    print_findings(example.report, {EXAMPLE: example.text}, Format.text, console)
    assert agrees(block.text, out.getvalue()), out.getvalue()


def check_holds(example: Example, block: Block) -> None:
    assert example.condition
    assert [example.condition(json.loads(line), Budget()) for line in block.text.splitlines()] == [
        block.word == "holds" for _ in block.text.splitlines()
    ]


CHECKS: dict[str, Callable[[Example, Block], None]] = {
    "event": check_event,
    "payload": check_payload,
    "body": check_body,
    "bodies": check_bodies,
    "fields": check_fields,
    "failures": check_failures,
    "not fired": check_not_fired,
    "finding": check_finding,
    "holds": check_holds,
    "does not hold": check_holds,
}


def examples() -> list[Any]:
    """Each subject with the blocks that it is checked with."""
    found = []
    for number, block in enumerate(BLOCKS):
        if block.word in SUBJECTS:
            following = (one for one in BLOCKS[number + 1 :])
            checks = list(takewhile(lambda one: one.word in CHECKS and one.page == block.page, following))  # noqa: B023
            found.append(pytest.param(block, checks, id=block.place))
    return found


@pytest.mark.parametrize(("subject", "checks"), examples())
def test_example_does_what_the_page_says(subject: Block, checks: list[Block]) -> None:
    example = open_example(subject)
    if not any(check.word == "finding" for check in checks):
        assert [f"{one.code} {one.place}: {one.message}" for one in example.report] == []
    for check in checks:
        CHECKS[check.word](example, check)
    if subject.word == "file" and example.plan:
        tests = read_tests({EXAMPLE: example.text}, example.plan, Report())
        results = run_tests(
            tests, example.plan, lambda one: read_sample(ROOT / "actions/starter", EXAMPLE, one.given), Coverage()
        )
        assert [words_of(one) for one in results if not one.passed] == []


def test_every_example_is_run() -> None:
    known = (*SUBJECTS, *CHECKS, SHARED, "write", "append", "plugin", "run", "recipe")
    idle = [
        block.place
        for block in BLOCKS
        if block.word not in known
        and (block.language in ("yaml", "json") or (block.language == "python" and ">>>" not in block.text))
    ]
    assert idle == []


def tell_story(page: Path, runner: CliRunner, patch: pytest.MonkeyPatch, stand_in: str) -> None:
    """Do what the page says from top to bottom, in the current folder."""
    names: dict[str, Any] = {}
    # Code of another page may have set what this one says is not there.
    for name in ("MIXPANEL_TOKEN", "GA4_API_SECRET", "WEBHOOK_SECRET"):
        patch.delenv(name, raising=False)
    for block in read_blocks(page):
        text = block.text.replace(STAND_IN, stand_in)
        if block.word in ("write", "append"):
            target = Path(block.about)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w" if block.word == "write" else "a", encoding="utf-8") as file:
                file.write(text)
        elif block.language == "console":
            run_console(text, block.place, runner, patch)
        elif block.language == "python" and ">>>" in text:
            run_doctest(block, names)
        elif block.word == "run":
            exec(compile(text, block.place, "exec"), names)  # noqa: S102 - it is our own page


def run_console(text: str, place: str, runner: CliRunner, patch: pytest.MonkeyPatch) -> None:
    """Each `$ actions …` with the output shown below it; `$ echo $?` shows the status of the one before."""
    status = 0
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        verb, *words = shlex.split(command)
        if verb == "echo":
            assert shown.split() == [str(status)], f"{place}: {command}"
        elif verb == "cd":
            patch.chdir(words[0])
        elif verb == "export":
            for name, _, value in (word.partition("=") for word in words):
                patch.setenv(name, value)
        else:
            assert verb == "actions", f"{place}: {command}"
            result = runner.invoke(app, words, catch_exceptions=False)
            status = result.exit_code
            assert agrees(shown or "…", result.output), f"{place}: {command}\n{result.output}"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[str]:
    """The URL of a stand-in for the tools, which has a thread of its own: commands bring their own loop."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = StandIn()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    yield server.url
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def run_doctest(block: Block, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(block.text, names, block.place, str(block.page), block.line)
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    out = io.StringIO()
    assert runner.run(test, out=out.write, clear_globs=False).failed == 0, out.getvalue()
    names.update(test.globs)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_code_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand_in: str
) -> None:
    monkeypatch.chdir(tmp_path)
    # What a page's code sets in the environment would be there for the tests that this process runs afterwards.
    with patch.dict(os.environ):
        tell_story(page, CliRunner(env={"COLUMNS": "110"}), monkeypatch, stand_in)


def test_the_example_destination_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / "destinations.md"
    for block in read_blocks(page):
        if block.word == "plugin":
            (tmp_path / block.about).parent.mkdir(exist_ok=True)
            (tmp_path / block.about).write_text(block.text, encoding="utf-8")
    (declared,) = (
        tomllib.loads(block.text) for block in read_blocks(page) if block.word == "plugin" and block.language == "toml"
    )
    pack(declared["tool"]["setuptools"], tmp_path)
    write_about(declared["project"], tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [one for one in sys.modules if "tallyboard" in one]:
        # Another test has had it, from a folder that is gone.
        monkeypatch.delitem(sys.modules, name)
    test_module = importlib.import_module("test_tallyboard")
    cases = read_cases(test_module.CASES.read_text(), "cases.yaml", "tallyboard")
    assert len(cases) >= 5
    assert {case.name: failures(case, load_registry()) for case in cases} == {case.name: [] for case in cases}
    contract = contract_of(read_subject("tallyboard", load_registry()))
    assert {check.name: found for check in contract if (found := check.run())} == {}
    importlib.import_module("test_tallyboard_delivery").test_after_an_outage_only_the_refused_sale_is_lost()


def pack(declared: dict[str, Any], folder: Path) -> None:
    """Take away what a wheel of the package would not hold: files that are neither Python nor declared as data."""
    for package in declared["packages"]:
        kept = declared["package-data"].get(package, [])
        for file in (folder / package).iterdir():
            if file.suffix != ".py" and not any(file.match(pattern) for pattern in kept):
                file.unlink()


CODE_OF_SDK = [one for name in sdk.__all__ if inspect.isroutine(one := getattr(sdk, name)) or inspect.isclass(one)]


@pytest.mark.parametrize("thing", CODE_OF_SDK, ids=lambda thing: thing.__name__)
def test_what_plugins_import_explains_itself(thing: Any) -> None:
    assert inspect.getdoc(thing)
