"""Projects, decisions and exceptions go from process to process, as pools and task queues hand them."""

import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import orjson
import pytest

from actions import Project, ProjectError
from actions.kit.secret_providers import SecretProviderError
from actions.reading.lines import NoEventsError
from actions.reading.ranges import NoRangesError
from actions.settings.settings import MissingReferenceError
from destinations.delivery.senders import DelivererError
from destinations.delivery.wire.transport import ForbiddenAddressError
from destinations.registry import PluginError
from destinations.sdk.destination import BuildError
from mappings.budget import BudgetExceededError
from mappings.findings.errors import EvaluationError, ExpressionError, ExpressionProblem
from mappings.functions.texts.regex import PatternError
from tests.actions.small_projects import write_project
from tests.docs_pages import ROOT
from tests.installed_packages import write_about

BAD = "version: 1\ndestination: mixpanel\nactions: [{do: trak}]\n"
EVENT = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:00:00Z",
    "properties": {"order_id": "A7", "revenue": "19.99"},
}
ACTIONS = """
- do: purchase
- name: Tested
  do: track
  when: properties.products[?price > `5`] exists and match(event, "Order*")
- {name: Failing, do: track, map: {event: {from: properties.gone, required: true}}}
- {name: Off, do: track, enabled: false}
"""
POOLS = [
    pytest.param(name, id=name) for name in ("spawn", "forkserver") if name in multiprocessing.get_all_start_methods()
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_project(tmp_path, mixpanel=ACTIONS, webhook="- do: send")


def pool(method: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context(method))


def unpickle(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - what we have just pickled ourselves


def load(path: str) -> None:
    Project.load(path, environ={})


def ask(project: Project, event: dict[str, Any]) -> list[Any]:
    return [*project.decide(event), *project.explain(event), *project.process_lines(orjson.dumps(event))]


def described(answers: list[Any]) -> list[Any]:
    return [one if isinstance(one, bytes) else one.as_dict() for one in answers]


@pytest.mark.parametrize("method", POOLS)
def test_a_pool_is_handed_a_project_and_hands_back_its_decisions(folder: Path, method: str) -> None:
    project = Project.load(folder, environ={})
    with pool(method) as executor:
        [there] = executor.map(partial(ask, project), [EVENT], timeout=180)
    here = ask(project, EVENT)
    assert described(there) == described(here)
    assert {one.status for one in there if not isinstance(one, bytes)} == {"fired", "failed", "not_fired"}


@pytest.mark.parametrize("method", POOLS)
def test_a_mistake_in_a_file_comes_back_from_a_pool_which_goes_on(folder: Path, method: str) -> None:
    (folder / "bad.yaml").write_text(BAD, encoding="utf-8")
    with pool(method) as executor:
        for _ in range(2):
            with pytest.raises(ProjectError) as raised:
                executor.submit(load, str(folder / "bad.yaml")).result(timeout=180)
            assert [one.code for one in raised.value.report] == ["E402", "E111"]
            assert raised.value.texts == {"bad.yaml": BAD}
        executor.submit(load, str(folder)).result(timeout=180)


def test_a_pickled_project_is_compiled_once_where_it_arrives(folder: Path) -> None:
    handed = pickle.dumps(Project.load(folder, environ={}))
    assert unpickle(handed) is unpickle(handed)


def test_it_works_where_the_folder_is_another_and_the_files_are_gone(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    project = Project.load(environ={})
    expected = described(ask(project, EVENT))
    shutil.rmtree(folder / "mappings")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert described(ask(project, EVENT)) == expected
    assert described(ask(unpickle(pickle.dumps(project)), EVENT)) == expected


def test_findings_and_ids_are_the_same_where_it_arrives(folder: Path) -> None:
    (folder / "mappings" / "warned.yaml").write_text(
        "version: 1\ndestination: webhook\nname: w\nsettings: {url: https://hooks.example.com}\n"
        "actions:\n  - do: send\n    set: {data.x: properties.x}\n",
        encoding="utf-8",
    )
    project = Project.load(folder, environ={})
    arrived = unpickle(pickle.dumps(project))
    assert list(arrived.warnings) == list(project.warnings) != []
    assert [one.delivery_id for one in arrived.decide(EVENT)] == [one.delivery_id for one in project.decide(EVENT)]


def test_of_an_environment_that_was_given_no_secret_goes_along(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "version: 1\ndestination: mixpanel\nactions: [{do: purchase}]\n"
        "settings: {project_token: {secret: TOKEN}, api_secret: {env: SECRET}, region: {env: REGION}}\n"
    )
    environ = {"TOKEN": "canary-1", "SECRET": "canary-2", "REGION": "eu", "OTHER": "canary-3"}
    handed = pickle.dumps(Project.load(tmp_path, environ=environ))
    assert b"canary" not in handed
    [instance] = unpickle(handed).plan.instances.values()
    assert instance.settings.shown.region == "eu"


PLUGIN = '''
from destinations.sdk import ActionType, Destination, Payload, Request, Settings, hookimpl


class Nothing(Settings):
    """Nothing."""


class Sale(Payload):
    """A sale."""

    sale_id: str


def build(sales, settings):
    return Request.post("https://ledger.example", json=[one.sale_id for one in sales])


@hookimpl
def register_destinations():
    return [Destination("ledger", "Ledger", Nothing, (ActionType("sell", Sale, build, "Sell."),), "Counts.")]
'''
SELLS = 'version: 1\ndestination: ledger\nactions: [{do: sell, when: type = "track", map: {sale_id: userId}}]\n'
HAND_OVER = (
    "import pickle, sys; from actions import Project; sys.stdout.buffer.write(pickle.dumps(Project.load(sys.argv[1])))"
)
TAKE = "import pickle, sys; from actions import Project; print(pickle.loads(sys.stdin.buffer.read()).decide({}))"


def run_python(
    code: str, *words: str, path: Path | None = None, cwd: Path, given: bytes = b""
) -> CompletedProcess[bytes]:
    """A process of its own, with the tree on its path, and what else is to be installed there."""
    places = [str(ROOT), *([str(path)] if path else ())]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(places)}
    return subprocess.run(
        [sys.executable, "-c", code, *words], check=False, cwd=cwd, env=environ, input=given, capture_output=True
    )


def test_in_a_process_without_the_plugin_the_error_names_it_and_its_version(tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    installed.mkdir()
    elsewhere.mkdir()
    (installed / "acme_ledger.py").write_text(PLUGIN)
    about = {"name": "acme-ledger", "version": "1.4", "entry-points": {"destinations": {"ledger": "acme_ledger"}}}
    write_about(about, installed)
    (tmp_path / "ledger.yaml").write_text(SELLS)
    handed = run_python(HAND_OVER, "ledger.yaml", path=installed, cwd=tmp_path)
    assert (handed.returncode, handed.stderr) == (0, b"")
    (tmp_path / "ledger.yaml").unlink()
    there = run_python(TAKE, path=installed, cwd=elsewhere, given=handed.stdout)
    assert (there.returncode, there.stderr) == (0, b"")
    without = run_python(TAKE, cwd=elsewhere, given=handed.stdout)
    assert b"are not installed: ledger (acme-ledger 1.4); install their packages on every machine" in without.stderr


PROBLEM = ExpressionProblem("E302", "this is not a path", "write one", 1, 2)
EXCEPTIONS: list[Exception] = [
    MissingReferenceError("TOKEN"),
    SecretProviderError("the provider vault failed"),
    PluginError("acme cannot be used"),
    BuildError("build failed"),
    DelivererError("enter it first"),
    NoEventsError("there is no file x"),
    NoRangesError("it is gzipped"),
    ExpressionError(PROBLEM),
    EvaluationError("not a number", "write one", code="E511"),
    BudgetExceededError("too much", code="E520"),
    PatternError("a look-ahead", None, 1, 3),
    ForbiddenAddressError("127.0.0.1", 80),
]


@pytest.mark.parametrize("error", EXCEPTIONS, ids=lambda error: type(error).__name__)
def test_an_exception_comes_back_whole(error: Exception) -> None:
    back = unpickle(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_a_folder_that_is_not_there_is_reported_across_processes_too(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as raised:
        Project.load(tmp_path)
    back = unpickle(pickle.dumps(raised.value))
    assert (str(back), list(back.report), back.texts) == (str(raised.value), [], {})
