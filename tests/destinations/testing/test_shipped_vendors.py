"""Where vendors are found: in the folders of destinations, built in or installed."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from destinations.testing.shipped_vendors import shipped_vendors

ROOT = Path(__file__).parents[3] / "destinations"
BUILT_IN = sorted(path.parent.name for path in ROOT.glob("*/defaults.yaml"))
VENDOR = """
from destinations.testing.vendor import Answer, Vendor

VENDOR = Vendor("acme", ("*.acme.example",), lambda call: Answer())
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an installed package `acme_tools`; what is imported from it is forgotten again."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "acme_tools"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "hooks.py").write_text("")
    yield folder
    for name in [one for one in sys.modules if one.startswith("acme_tools")]:
        del sys.modules[name]


def names(*modules: str) -> list[str]:
    return [one.name for one in shipped_vendors([EntryPoint("acme", module, "destinations") for module in modules])]


def test_every_built_in_destination_has_a_stand_in_of_its_name() -> None:
    assert sorted(names()) == BUILT_IN


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("acme_tools", id="an entry point that is a package"),
        pytest.param("acme_tools.hooks", id="one that is a module of a package"),
        pytest.param("acme_tools.hooks:PLUGIN", id="one that is an object in it"),
    ],
)
def test_a_plugin_brings_its_vendor_before_the_one_for_any_host(plugin: Path, module: str) -> None:
    (plugin / "stand_in.py").write_text(VENDOR)
    found = names(module, module)
    assert found.count("acme") == 1
    assert found[-1] == "webhook"


def test_a_plugin_needs_no_stand_in(plugin: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert plugin.is_dir()
    assert sorted(names("acme_tools", "acme_tools.hooks")) == BUILT_IN
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("module", "source", "words"),
    [
        pytest.param("acme_tools", "def (", "SyntaxError", id="no Python"),
        pytest.param("acme_tools", "import nothing_of_that_name", "ModuleNotFoundError", id="an import that fails"),
        pytest.param("acme_tools", "raise SystemExit(3)", "SystemExit: 3", id="an exit while importing"),
        pytest.param("acme_tools", "", "has no attribute 'VENDOR'", id="no vendor"),
        pytest.param("acme_tools", "VENDOR = 'acme'", "its VENDOR is 'acme', where a Vendor belongs", id="a text"),
        pytest.param("acme_gone", VENDOR, "there is no module acme_gone", id="a package that is gone"),
    ],
)
def test_a_plugin_whose_stand_in_cannot_be_used_is_passed_over(
    plugin: Path, caplog: pytest.LogCaptureFixture, module: str, source: str, words: str
) -> None:
    (plugin / "stand_in.py").write_text(source)
    assert sorted(names(module)) == BUILT_IN
    [line] = caplog.messages
    assert line.startswith(f"the stand-in of {module} is passed over: ")
    assert words in line
    assert "\n" not in line
