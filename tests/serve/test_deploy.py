"""The files of docs/deploy: what they say fits the command, the settings and the package."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
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


TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
# Of the Compose Specification, what the file uses: a key that is spelled wrong is none of these.
SERVICE = {
    "image": TEXT,
    "build": {
        "type": "object",
        "properties": {"context": TEXT, "dockerfile": TEXT},
        "required": ["context"],
        "additionalProperties": False,
    },
    "command": TEXTS,
    "entrypoint": TEXTS,
    "read_only": {"type": "boolean"},
    "tmpfs": TEXTS,
    "volumes": {"type": "array", "items": {"type": "string", "pattern": "^[^:]+:/[^:]+(:ro|:rw)?$"}},
    "ports": {"type": "array", "items": {"type": "string", "pattern": "^([0-9.]+:)?[0-9]+:[0-9]+$"}},
    "environment": {"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}},
    "depends_on": TEXTS,
    "network_mode": TEXT,
    "stop_grace_period": {"type": "string", "pattern": "^([0-9]+(h|m|s|ms|us))+$"},
    "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
    "healthcheck": {
        "type": "object",
        "properties": {
            "test": {"type": "array", "items": TEXT, "minItems": 2},
            "interval": {"type": "string", "pattern": "^([0-9]+(h|m|s|ms|us))+$"},
        },
        "required": ["test"],
        "additionalProperties": False,
    },
}
SPECIFICATION = {
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "properties": {
        "services": {
            "type": "object",
            "additionalProperties": {"type": "object", "properties": SERVICE, "additionalProperties": False},
        },
        "volumes": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
    },
}


def test_the_compose_file_holds_what_compose_knows_and_names_what_is_there() -> None:
    jsonschema_rs.validate(SPECIFICATION, COMPOSE)
    services = COMPOSE["services"]
    for one in services.values():
        assert set(one.get("depends_on", [])) <= set(services)
        assert one.get("network_mode", "service:server").removeprefix("service:") in services
        named = [volume.split(":")[0] for volume in one.get("volumes", [])]
        assert all((DEPLOY / name).is_dir() if name.startswith(".") else name in COMPOSE["volumes"] for name in named)
        if "build" in one:
            assert (DEPLOY / one["build"]["context"] / one["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}


def test_the_dockerfile_holds_instructions_and_lists_that_can_be_read() -> None:
    whole = re.sub(r"\\\n", " ", DOCKERFILE)
    lines = [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= INSTRUCTIONS
    lists = [line.split(" ", 1)[1] for line in lines if line.startswith(("ENTRYPOINT", "CMD"))]
    assert [json.loads(one) for one in lists] == [["actions"], ["serve"]]
    stages = re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"from=(\w+)", whole)) == set(stages)


def test_compose_takes_the_file_where_it_is_installed() -> None:
    docker = shutil.which("docker")
    asked = [docker or "", "compose", "version"]
    if docker and subprocess.run(asked, check=False, capture_output=True, timeout=60).returncode == 0:
        command = [docker, "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
