"""Finding destinations: by folder, by entry point, on first use; a broken one is named."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from actions.kit.cases import Case, read_cases
from actions.kit.cases.run import breaches
from destinations.registry import NO_DEFAULTS, PluginError, Registry, load_registry
from destinations.sdk import Destination
from mappings.file.loader import load_type_defaults
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report
from tests.destinations.acceptance.built_in import plan_of

ROOT = Path(__file__).parents[2] / "destinations"
BUILT_IN = tuple(sorted(file.parent.name for file in ROOT.glob("*/defaults.yaml")))
PLUGIN = """
from destinations.sdk import ActionType, Destination, Payload, Request, Settings, hookimpl

def build(rows, settings):
    return Request.post("https://example.com", json=["row"])

@hookimpl
def register_destinations():
    return [Destination("{name}", "Title", Settings, (ActionType("send", Payload, build, "Send."),), "Help.")]
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path; modules imported from it are forgotten again."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("acme"):
            del sys.modules[name]


def point(name: str, module: str) -> EntryPoint:
    return EntryPoint(name, module, "destinations")


def package(folder: Path, module: str, source: str, defaults: str | None = None) -> None:
    (folder / module).mkdir()
    (folder / module / "__init__.py").write_text(source)
    if defaults is not None:
        (folder / module / "defaults.yaml").write_text(defaults)


def all_cases() -> Iterator[Case]:
    for name in BUILT_IN:
        file = ROOT / name / "cases.yaml"
        yield from read_cases(file.read_text(), f"{name}/cases.yaml", name)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry([])


@pytest.mark.parametrize("case", list(all_cases()), ids=lambda case: f"{case.file['destination']}: {case.name}")
def test_the_cases_of_the_built_in_destinations_hold(case: Case) -> None:
    assert breaches(case, plan_of(case)) == []


def test_destinations_of_this_package_are_found_by_folder(registry: Registry) -> None:
    assert registry.names() == BUILT_IN
    assert {"ga4", "mixpanel", "webhook"} <= set(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_action_type_has_a_default_trigger_and_mapping(name: str, registry: Registry) -> None:
    plugin = registry.find(name)
    assert plugin is not None
    report = Report()
    defaults = load_type_defaults(plugin.defaults_text, plugin.defaults_file, report, read_readings(*plugin.readings))
    assert list(report) == []
    assert set(defaults) == {one.name for one in plugin.destination.action_types}
    assert all(one.model.map for one in defaults.values())
    # What cannot be taken back, and what only the analyst can know, fires where an action says when.
    assert any(one.model.when for one in defaults.values())
    assert (plugin.origin, plugin.defaults_file) == ("built in", f"destinations/{name}/defaults.yaml")


def test_nothing_is_imported_before_it_is_asked_for(plugins: Path) -> None:
    package(plugins, "acme_lazy", "raise SystemError('imported')")
    registry = load_registry([point("acme", "acme_lazy")])
    assert registry.names() == ("acme", *BUILT_IN)
    assert registry.find("nobody") is None
    assert "acme_lazy" not in sys.modules


def test_a_plugin_of_another_distribution(plugins: Path) -> None:
    package(plugins, "acme_good", PLUGIN.format(name="acme"), "version: 1\naction_types: {}\n# its own\n")
    registry = load_registry([point("acme", "acme_good")])
    plugin = registry.find("acme")
    assert plugin is not None
    assert isinstance(plugin.destination, Destination)
    assert plugin.defaults_text.endswith("# its own\n")
    assert (plugin.defaults_file, plugin.origin) == ("acme_good/defaults.yaml", "acme_good")
    assert registry.find("acme") is plugin


def test_a_plugin_needs_no_defaults(plugins: Path) -> None:
    package(plugins, "acme_plain", PLUGIN.format(name="acme"))
    plugin = load_registry([point("acme", "acme_plain")]).find("acme")
    assert plugin is not None
    assert plugin.defaults_text == NO_DEFAULTS


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("import nothing_of_that_name", "ModuleNotFoundError", id="an import that fails"),
        pytest.param("def (", "SyntaxError", id="no Python"),
        pytest.param("raise RuntimeError('boom')", "RuntimeError: boom", id="an error while importing"),
        pytest.param("", "registers nothing; return a Destination named acme", id="no hook"),
        pytest.param(PLUGIN.format(name="other"), "registers other, but not acme", id="another name"),
        pytest.param("raise SystemExit(3)", "SystemExit: 3", id="an exit while importing"),
        pytest.param(
            "from destinations.sdk import hookimpl\n@hookimpl\ndef register_destinations(): return 'acme'",
            "returned no list; return [your destination]",
            id="no list",
        ),
        pytest.param(
            PLUGIN.format(name="acme").replace('"send", Payload', '"send", dict'),
            "the payload of send is the class dict; write a class that derives from Payload",
            id="a payload of its own making",
        ),
        pytest.param(
            PLUGIN.format(name="acme").replace("Settings, (Action", "None, (Action"),
            "the settings of acme is None; write a class that derives from Settings",
            id="no settings",
        ),
        pytest.param(
            PLUGIN.format(name="acme").replace('"Help."', '"Help.", sdk=2'),
            "the destination acme was made for version 2 of the SDK; here is 1: install a later destination-actions",
            id="one for a later SDK",
        ),
        pytest.param(
            "from destinations.sdk import hookimpl\n@hookimpl\ndef register_destinations(config): return []",
            "declared in the hookimpl",
            id="a hook that wants more than it gets",
        ),
        pytest.param(
            "from destinations.sdk import hookimpl\n@hookimpl\ndef register_destinations(): return ['acme']",
            "returned str where a Destination belongs",
            id="no destination",
        ),
        pytest.param(
            "from destinations.sdk import hookimpl\n@hookimpl\ndef register_destination(): return []",
            "register_destination",
            id="a hook of another name",
        ),
    ],
)
def test_a_broken_plugin_is_named_with_its_fault(plugins: Path, source: str, words: str) -> None:
    package(plugins, "acme_broken", source)
    registry = load_registry([point("acme", "acme_broken")])
    with pytest.raises(PluginError, match="acme") as caught:
        registry.find("acme")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert registry.find("mixpanel") is not None


def test_two_plugins_of_one_name_are_both_named() -> None:
    registry = load_registry([point("mixpanel", "acme_mixpanel")])
    with pytest.raises(PluginError, match="two plugins are named mixpanel: built in and acme_mixpanel"):
        registry.find("mixpanel")
