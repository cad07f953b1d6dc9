"""The files of docs/deploy: what they say fits the command, the settings and the package."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from actions.cli.main import app
from actions.serve.settings import read_settings
from tests.docs_pages import ROOT

DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_settings_have_no_findings_and_write_to_the_volume_only() -> None:
    checked = read_settings(DEPLOY / "project" / "serve.yaml", lambda _: "key")
    assert list(checked.report) == []
    assert checked.settings is not None
    for path in (checked.settings.outbox, checked.settings.journal.path):
        assert path.is_relative_to(Path("/state"))


def test_services_run_without_a_writable_root_and_share_the_state() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"server", "decider", "stand-in"}
    assert all(one["read_only"] for one in services.values())
    for name in ("server", "decider"):
        assert services[name]["command"][:3] == ["serve", "--only", name]
        assert "state:/state" in services[name]["volumes"]
    assert COMPOSE["volumes"] == {"state": None}


@pytest.mark.parametrize("name", ["server", "decider"])
def test_the_command_has_the_options_that_services_use(name: str) -> None:
    shown = CliRunner().invoke(app, ["serve", "--help"]).stdout
    options = [one for one in COMPOSE["services"][name]["command"] if one.startswith("--")]
    assert all(one in shown for one in options)


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special() -> None:
    assert len(re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)) == 2
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert "'.[serve]'" in DOCKERFILE


def test_compose_takes_the_file_where_it_is_installed() -> None:
    docker = shutil.which("docker")
    asked = [docker or "", "compose", "version"]
    if docker and subprocess.run(asked, check=False, capture_output=True, timeout=60).returncode == 0:
        command = [docker, "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
