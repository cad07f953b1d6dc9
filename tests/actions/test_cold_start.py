"""What keeps a cold start short: how much a fresh process makes before its first decision. No clock is asked.

`python -m tests.bench.cold` has the times.
"""

import gc
import json
import subprocess
import sys
from typing import Any

import pytest

from actions import Project, ProjectError

MAPPING = """
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions: [{do: purchase}]
"""
SCRIPT = """
import json, sys
from actions import Project
project = Project.load(sys.argv[1])
ours = {name: module for name, module in sys.modules.items() if name.split(".")[0] in sys.argv[2].split()}
classes = {one for module in ours.values() for one in vars(module).values() if isinstance(one, type)}
made = [one for one in classes if "__dataclass_fields__" in vars(one) and one.__module__ in ours]
print(json.dumps({"modules": sorted(sys.modules), "dataclasses": sorted(one.__name__ for one in made)}))
"""
# A dataclass takes 0.7 ms to make, fifty times as long as a Struct. These need what only a dataclass has: fields that
# are not compared or not shown. Of authors, `Destination` and `ActionType` may be changed by `dataclasses.replace`.
DATACLASSES = {
    "ActionType",
    "Destination",
    "Expression",
    "Function",
    "Instance",
    "Leaf",
    "Mapper",
    "OAuth2",
    "Plan",
    "PlannedAction",
    "Request",
    "Write",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("cold") / "mixpanel.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(path), "actions destinations mappings"]
    made: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return made


def test_a_load_makes_few_dataclasses(loaded: dict[str, Any]) -> None:
    more = set(loaded["dataclasses"]) - DATACLASSES
    assert not more, f"write `class X(Struct, frozen=True):` with msgspec's Struct for {more}"


@pytest.mark.parametrize("collects", [True, False])
def test_a_load_leaves_the_collector_as_it_was(collects: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        Project.from_texts({"mixpanel.yaml": MAPPING})
        with pytest.raises(ProjectError):
            Project.from_texts({"mixpanel.yaml": "version: 1"})
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("aiohttp", id="HTTP"),
        pytest.param("asyncio", id="event loops"),
        pytest.param("sqlite3", id="the outbox"),
        pytest.param("ruamel.yaml", id="writing YAML"),
        pytest.param("typer", id="the command"),
        pytest.param("rich", id="tables"),
        pytest.param("phonenumbers", id="phone numbers"),
        pytest.param("ua_parser", id="user agents"),
        pytest.param("re2", id="patterns of mapping files"),
        pytest.param("destinations.webhook", id="a destination that no file names"),
        pytest.param("destinations.delivery.deliver", id="delivery"),
        pytest.param("destinations.testing", id="the stand-in"),
        pytest.param("actions.workbench", id="the workbench"),
    ],
)
def test_a_load_brings_nothing_that_only_others_need(loaded: dict[str, Any], module: str) -> None:
    assert module not in loaded["modules"]
