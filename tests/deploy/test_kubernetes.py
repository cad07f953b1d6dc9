"""The manifests of docs/deploy/kubernetes: what they name is what the code has, and they can be rendered."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from actions import Project
from actions.cli.main import app
from actions.cli.outbox.stream.worker import read_listen
from actions.stream.address import read_address
from actions.stream.lanes.health import PATHS
from actions.stream.nats.names import Names
from tests.deploy.test_compose import DOCKERFILE, Words, beside
from tests.docs_pages import ROOT

FOLDER = ROOT / "docs" / "deploy" / "kubernetes"


def documents(text: str) -> dict[str, dict[str, Any]]:
    """The objects by their kinds, of which there is one each."""
    found = [one for one in yaml.safe_load_all(text) if one]
    assert len({one["kind"] for one in found}) == len(found)
    return {one["kind"]: one for one in found}


def of_file(name: str) -> dict[str, dict[str, Any]]:
    return documents((FOLDER / name).read_text(encoding="utf-8"))


WORKER = of_file("base/worker.yaml")
POD = WORKER["Deployment"]["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]
OPTIONS = Words(CONTAINER["args"])
SCALED = of_file("scaled/scaling.yaml")["ScaledObject"]["spec"]
BASE = of_file("base/kustomization.yaml")["Kustomization"]


def test_the_worker_is_started_with_options_that_it_has() -> None:
    assert CONTAINER["args"][0] == "worker"
    shown = CliRunner().invoke(app, ["worker", "--help"]).stdout
    assert [one for one in OPTIONS if one not in shown] == []
    assert read_address(OPTIONS["--from"]).stream == "EVENTS"
    [port] = CONTAINER["ports"]
    assert read_listen(OPTIONS["--health"]) == ("0.0.0.0", port["containerPort"])  # noqa: S104 - inside of a container


def test_probes_and_scrapes_ask_what_a_worker_answers() -> None:
    [port] = CONTAINER["ports"]
    probes = [CONTAINER[name]["httpGet"] for name in ("livenessProbe", "readinessProbe")]
    assert probes == [{"path": path, "port": port["name"]} for path in ("/health", "/ready")]
    service = WORKER["Service"]
    told = service["metadata"]["annotations"]
    assert (told["prometheus.io/path"], int(told["prometheus.io/port"])) == ("/metrics", port["containerPort"])
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]
    assert {"/health", "/ready", "/metrics"} <= set(PATHS)


def test_what_is_under_way_can_end_before_the_process_is_killed() -> None:
    assert POD["terminationGracePeriodSeconds"] >= float(OPTIONS["--drain"]) + 10


def test_it_runs_without_rights_and_without_a_writable_root() -> None:
    assert POD["securityContext"]["runAsNonRoot"]
    assert re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE) == [str(POD["securityContext"]["runAsUser"])]
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_all_that_select_pods_select_these() -> None:
    labels = WORKER["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert WORKER["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert WORKER["Service"]["spec"]["selector"] == labels
    assert WORKER["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels


def test_the_mapping_files_are_those_that_are_listed_and_have_no_findings() -> None:
    [generated] = BASE["configMapGenerator"]
    listed = {FOLDER / "base" / name for name in generated["files"]}
    assert listed == set((FOLDER / "base" / "mappings").iterdir())
    assert list(Project.load(FOLDER / "base", environ={}).warnings) == []
    volumes = {one["name"]: one for one in POD["volumes"]}
    assert volumes["mappings"]["configMap"]["name"] == generated["name"]
    assert {one["name"] for one in CONTAINER["volumeMounts"]} == set(volumes)
    # The command looks for them below the folder that it is started in.
    assert re.findall(r"^WORKDIR (/\w+)$", DOCKERFILE, re.MULTILINE)[-1] + "/mappings" == next(
        one["mountPath"] for one in CONTAINER["volumeMounts"] if one["name"] == "mappings"
    )


def test_there_are_as_many_workers_as_the_lag_of_a_consumer_asks_for() -> None:
    assert SCALED["scaleTargetRef"]["name"] == WORKER["Deployment"]["metadata"]["name"]
    assert SCALED["maxReplicaCount"] == int(OPTIONS["--partitions"])
    instances = Project.load(FOLDER / "base", environ={}).plan.instances
    stream = read_address(OPTIONS["--from"]).stream
    for one in SCALED["triggers"]:
        assert one["type"] == "nats-jetstream"
        told = one["metadata"]
        assert told["stream"] == stream
        assert told["consumer"] in {Names(stream).consumer(name, 0) for name in instances}
        assert int(told["lagThreshold"]) > 0


def test_files_of_a_mounted_map_are_each_read_once(tmp_path: Path) -> None:
    """Kubernetes keeps them in a hidden folder, and puts links beside it."""
    hidden = tmp_path / "mappings" / "..2026_11_30_08_00_00.123"
    hidden.mkdir(parents=True)
    shutil.copy(FOLDER / "base" / "mappings" / "mixpanel.yaml", hidden)
    (tmp_path / "mappings" / "..data").symlink_to(hidden.name)
    (tmp_path / "mappings" / "mixpanel.yaml").symlink_to("..data/mixpanel.yaml")
    assert list(Project.load(tmp_path, environ={}).plan.instances) == ["mixpanel"]


def rendered(folder: Path) -> dict[str, dict[str, Any]]:
    """What `kubectl apply -k` would send."""
    done = subprocess.run([beside("kubectl"), "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return documents(done.stdout)


@pytest.mark.cluster
@pytest.mark.parametrize("name", ["base", "scaled"])
def test_kustomize_renders_them(name: str) -> None:
    made = rendered(FOLDER / name)
    kinds = {"ConfigMap", "Deployment", "Service", "PodDisruptionBudget"}
    assert set(made) == (kinds if name == "base" else {*kinds, "ScaledObject"})
    spec = made["Deployment"]["spec"]
    assert ("replicas" in spec) == (name == "base")
    assert spec["template"]["spec"]["volumes"][0]["configMap"]["name"] == made["ConfigMap"]["metadata"]["name"]
    assert spec["template"]["spec"]["containers"][0]["image"].startswith("registry.example.com/actions:")


def findings(kubernetes: Any, made: dict[str, dict[str, Any]], version: str) -> dict[str, str]:
    """What the schemas of that version have against objects, by their kinds; keys that they do not know included."""
    found = {}
    for kind, one in made.items():
        try:
            kubernetes.validate(one, version, strict=True)
        except (kubernetes.ValidationError, kubernetes.SchemaNotFoundError) as error:
            found[kind] = type(error).__name__
    return found


@pytest.mark.cluster
@pytest.mark.parametrize("version", ["1.28", "newest"])
def test_kubernetes_knows_all_that_is_rendered(version: str) -> None:
    kubernetes: Any = importlib.import_module("kubernetes_validate")
    version = kubernetes.latest_version() if version == "newest" else version
    made = rendered(FOLDER / "scaled")
    # That one is of KEDA.
    assert findings(kubernetes, made, version) == {"ScaledObject": "SchemaNotFoundError"}
    made["Deployment"]["spec"]["template"]["spec"]["containers"][0]["readOnly"] = True
    assert findings(kubernetes, made, version)["Deployment"] == "ValidationError"
