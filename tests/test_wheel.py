"""A wheel of this tree works in an environment of its own, away from the tree."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.typed_code import copy_package, write_code_of_pages

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
# Sends the example's events to a stand-in, from the environment where both packages are installed.
SEND = """
import asyncio, json, os, sys
from destinations.testing import StandIn

async def send():
    async with StandIn() as stand_in:
        words = ("run", "samples", "--send", "--yes", "--divert", stand_in.url)
        process = await asyncio.create_subprocess_exec(sys.argv[1], *words, env={**os.environ, "ACME_API_TOKEN": "t"})
        code = await process.wait()
    return code, [[one.vendor, one.status, one.accepted] for one in stand_in.received]

print(json.dumps(asyncio.run(send())))
"""

# Three lines that a checker refuses where it knows the types of the wheel.
WRONG = """
from actions import Project

for decision in Project.load(".").decide({}):
    if decision.status == "fired":
        print(decision.payload.with_delivery_id(decision.delivery_id), decision.reason.upper())
    elif decision.status == "failed":
        print(decision.reason.upper(), decision.instance.upper())
    print(decision.delivery_id.upper())
"""


@pytest.fixture(autouse=True)
def _no_way_back_to_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `actions` of the wheel, in a new environment that has our dependencies, but not our tree."""
    # Processes that share the tests out among them share the environment, too: making it takes long.
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    folder = shared / "wheel" if shared else tmp_path_factory.mktemp("wheel")
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "ready").exists():
            make_environment(folder)
            (folder / "ready").touch()
    return folder / "env" / "bin" / "actions"


def make_environment(folder: Path) -> None:
    make(sys.executable, "-m", "venv", "--without-pip", str(folder / "env"))
    home = folder / "env" / "bin"
    install(ROOT, home / "python", folder)
    # Of a folder on the path, unlike of the environment's own, the links to editable packages are not followed.
    [packages] = (folder / "env" / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def install(source: Path, python: Path, folder: Path) -> None:
    """Build a wheel of the package at `source` in `folder`, and install it where `python` is; no network is asked."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheels = folder / f"{source.name}-wheel"
    make(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source))
    [wheel] = wheels.glob("*.whl")
    make(*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel))


def make(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def test_the_installed_command_does_all_its_verbs_elsewhere(program: Path, tmp_path: Path) -> None:
    code = "import actions, destinations, mappings; print(actions.__file__, destinations.__file__, mappings.__file__)"
    files = subprocess.run([program.with_name("python"), "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert all(path.startswith(str(program.parents[1])) for path in files.stdout.decode().split())
    for arguments, words in (
        (["--version"], "destination-actions 0."),
        (["init", "shop"], "wrote shop/mappings/mixpanel.yaml"),
        (["check", "-C", "shop"], "0 errors, 0 warnings"),
        (["run", "shop/samples", "-C", "shop"], "dry run: nothing was sent"),
        (["catalog", "ga4", "purchase"], "transaction_id"),
        (["demo", "demo"], "deliveries arrived"),
    ):
        answer = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (answer.returncode, words in answer.stdout) == (0, True), (arguments, answer.stdout, answer.stderr)


@pytest.fixture(scope="module")
def typed_code(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all the Python that pages show, with that of a new package and that of the example packages."""
    folder, new = tmp_path_factory.mktemp("typed"), tmp_path_factory.mktemp("new")
    write_code_of_pages(folder)
    make(str(program), "new", "destination", "harbor", "-o", str(new))
    for package in (new / "actions-destination-harbor", *(ROOT / "docs" / "examples").iterdir()):
        copy_package(package, folder)
    (folder / "wrong.py").write_text(WRONG)
    # As pyright has it where nothing is said; only new packages have to bear more.
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard", "strict": ["harbor_destination"]}')
    return folder


@pytest.mark.parametrize(
    "checker",
    [
        pytest.param(["mypy", "--strict", "--explicit-package-bases", "--python-executable"], id="mypy"),
        pytest.param(["basedpyright", "--level", "error", "--pythonpath"], id="pyright"),
    ],
)
def test_what_pages_and_packages_show_type_checks_against_the_wheel(
    checker: list[str], program: Path, typed_code: Path
) -> None:
    command = [sys.executable, "-m", *checker, str(program.with_name("python")), "."]
    answer = subprocess.run(command, cwd=typed_code, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout.count("wrong.py:")) == (1, 3), answer.stdout + answer.stderr
    wrong = {found[1] for found in re.finditer(r"^ *(\S+\.py):\d+.*error", answer.stdout, re.MULTILINE)}
    assert {Path(one).name for one in wrong} == {"wrong.py"}, answer.stdout


def test_a_new_package_installs_beside_it_and_passes_its_own_tests(program: Path, tmp_path: Path) -> None:
    python = program.with_name("python")
    make(str(program), "new", "destination", "northwind", "--action", "track_order", "-o", str(tmp_path))
    package = tmp_path / "actions-destination-northwind"
    install(package, python, tmp_path)
    answer = subprocess.run([python, "-m", "pytest"], cwd=package, capture_output=True, text=True, check=False)
    assert (answer.returncode, " 30 passed" in answer.stdout) == (0, True), answer.stdout


def test_the_example_of_a_destination_is_installed_and_sends_its_events(program: Path, tmp_path: Path) -> None:
    python, example = program.with_name("python"), ROOT / "docs" / "examples" / "acme"
    copy = tmp_path / "acme"
    shutil.copytree(example, copy)
    install(copy, python, tmp_path)
    own = subprocess.run([python, "-m", "pytest"], cwd=copy, capture_output=True, text=True, check=False)
    assert own.returncode == 0, own.stdout
    answer = subprocess.run([python, "-c", SEND, program], cwd=copy, capture_output=True, text=True, check=True)
    code, received = json.loads(answer.stdout.splitlines()[-1])
    order = {"id": "A7", "contact": "u-1", "at": 1772360130, "cents": 1999, "currency": "EUR"}
    contact = {"email": "ada@example.com", "name": "Ada Lovelace"}
    assert code == 5, "one of the orders is over a million, which Acme refuses"
    assert sorted(received, key=str) == [["acme", 200, [contact]], ["acme", 207, [order]]]


def test_the_example_of_functions_and_secrets_is_installed_and_used(program: Path, tmp_path: Path) -> None:
    python, copy = program.with_name("python"), tmp_path / "extras"
    shutil.copytree(ROOT / "docs" / "examples" / "extras", copy)
    install(copy, python, tmp_path)
    own = subprocess.run([python, "-m", "pytest"], cwd=copy, capture_output=True, text=True, check=False)
    assert own.returncode == 0, own.stdout
    for arguments, words in (
        (["check"], "0 errors, 0 warnings"),
        (["run", "samples"], '"products":["45790-32","46493-32"],"points":1'),
        (["catalog", "functions"], "acme_sku(text: text) -> text"),
    ):
        answer = subprocess.run([program, *arguments], cwd=copy, capture_output=True, text=True, check=False)
        assert (answer.returncode, words in answer.stdout) == (0, True), (arguments, answer.stdout, answer.stderr)
