"""The files of docs/deploy: what they say fits the command, the settings and the package."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from typer.testing import CliRunner

from actions.cli.main import app
from actions.serve.settings import read_settings
from actions.stream.address import read_address
from tests.actions.stream.nats_server import binary
from tests.bulk.engines import missing
from tests.docs_pages import ROOT

DEPLOY = ROOT / "docs" / "deploy"
FILES = ("compose.yaml", "stream.yaml")
COMPOSE: dict[str, dict[str, Any]] = {
    name: yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8")) for name in FILES
}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["project", "streamed"])
def test_the_settings_have_no_findings_and_write_to_the_volume_only(folder: str) -> None:
    checked = read_settings(DEPLOY / folder / "serve.yaml", lambda _: "key")
    assert list(checked.report) == []
    assert checked.settings is not None
    assert checked.settings.journal.path.is_relative_to(Path("/state"))
    # Where events go into a stream, there is no outbox.
    assert checked.settings.journal.stream or checked.settings.outbox.is_relative_to(Path("/state"))


def test_services_run_without_a_writable_root_and_share_the_state() -> None:
    services = COMPOSE["compose.yaml"]["services"]
    assert set(services) == {"server", "decider", "stand-in"}
    assert all(one["read_only"] for one in services.values())
    for name in ("server", "decider"):
        assert services[name]["command"][:3] == ["serve", "--only", name]
        assert "state:/state" in services[name]["volumes"]
    assert COMPOSE["compose.yaml"]["volumes"] == {"state": None}


def test_a_worker_reads_what_the_server_writes() -> None:
    services = COMPOSE["stream.yaml"]["services"]
    assert all(one["read_only"] for one in services.values())
    settings = read_settings(DEPLOY / "streamed" / "serve.yaml", lambda _: "key").settings
    assert settings is not None
    assert settings.journal.stream is not None
    own = Words(services["worker"]["command"])
    assert own["--from"] == settings.journal.stream.get_secret_value()
    assert int(own["--partitions"]) == settings.journal.partitions
    assert own["--health"].rpartition(":")[2] in str(services["worker"]["healthcheck"])
    assert read_address(own["--from"]).servers == "nats://nats:4222"


@pytest.mark.parametrize(
    ("file", "name"),
    [("compose.yaml", "server"), ("compose.yaml", "decider"), ("stream.yaml", "server"), ("stream.yaml", "worker")],
)
def test_the_command_has_the_options_that_services_use(file: str, name: str) -> None:
    command = COMPOSE[file]["services"][name]["command"]
    shown = CliRunner().invoke(app, [command[0], "--help"]).stdout
    assert all(one in shown for one in command if one.startswith("--"))


def test_the_nats_server_takes_its_settings_and_writes_at_once() -> None:
    program = binary()
    done = subprocess.run([program, "-t", "-c", str(DEPLOY / "nats.conf")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "sync_interval: always" in (DEPLOY / "nats.conf").read_text(encoding="utf-8")
    assert {"./nats.conf:/etc/nats/nats.conf:ro", "events:/data"} <= set(
        COMPOSE["stream.yaml"]["services"]["nats"]["volumes"]
    )


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special() -> None:
    assert len(re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)) == 2
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    [extras] = set(re.findall(r"^ARG EXTRAS=(\S+)$", DOCKERFILE, re.MULTILINE))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras.split(",")) == {"serve", "nats"} <= set(declared["optional-dependencies"])


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


@pytest.mark.parametrize("file", FILES)
def test_the_compose_file_holds_what_compose_knows_and_names_what_is_there(file: str) -> None:
    jsonschema_rs.validate(SPECIFICATION, COMPOSE[file])
    services = COMPOSE[file]["services"]
    for one in services.values():
        assert set(one.get("depends_on", [])) <= set(services)
        assert one.get("network_mode", "service:server").removeprefix("service:") in services
        named = [volume.split(":")[0] for volume in one.get("volumes", [])]
        assert all(
            (DEPLOY / name).exists() if name.startswith(".") else name in COMPOSE[file]["volumes"] for name in named
        )
        if "build" in one:
            assert (DEPLOY / one["build"]["context"] / one["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


INSTRUCTIONS = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}


def test_the_dockerfile_holds_instructions_and_lists_that_can_be_read() -> None:
    whole = re.sub(r"\\\n", " ", DOCKERFILE)
    lines = [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= INSTRUCTIONS
    lists = [line.split(" ", 1)[1] for line in lines if line.startswith(("ENTRYPOINT", "CMD"))]
    assert [json.loads(one) for one in lists] == [["actions"], ["serve"]]
    stages = re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"from=(\w+)", whole)) == set(stages)


@pytest.mark.cluster
@pytest.mark.parametrize("file", FILES)
def test_compose_takes_the_file(file: str) -> None:
    compose = beside("docker-compose")
    subprocess.run(
        [compose, "-f", str(DEPLOY / file), "config", "--quiet"], check=True, capture_output=True, timeout=60
    )


@pytest.mark.cluster
def test_a_linter_of_dockerfiles_finds_nothing() -> None:
    done = subprocess.run(
        [beside("hadolint"), "--no-color", str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def beside(name: str) -> str:
    """A program that a package of `make clusters` puts beside the interpreter."""
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        missing(f"there is no {name}: run make clusters")
    return str(found)


class Words(dict[str, str]):
    """The options of a command, each with its value."""

    def __init__(self, command: list[str]) -> None:
        plain = [part for one in command[1:] for part in one.split("=", 1)]
        super().__init__(zip(plain[::2], plain[1::2], strict=True))
