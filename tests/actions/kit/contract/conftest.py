import sys
from collections.abc import Iterator

import pytest

from mappings.functions.plugins import all_functions, installed_functions
from tests.actions.kit.contract.elsewhere import FUNCTIONS, PLUGIN, PLUGIN_CASES, PLUGINS, UNLOADABLE
from tests.actions.kit.contract.toy_destination import DEFAULTS
from tests.installed_packages import write_about


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Packages that break what only another process sees."""
    folder = tmp_path_factory.mktemp("plugins")
    made = {
        name: PLUGIN.format(name=name, title=f"The {name}", more=a, expression=b) for name, (a, b) in PLUGINS.items()
    }
    broken = {name: text.format(name=name, title=name, more="", expression=1) for name, text in UNLOADABLE.items()}
    for name, code in {**made, **broken}.items():
        package = folder / f"{name}_plugin"
        package.mkdir()
        (package / "__init__.py").write_text(code)
        (package / "functions.py").write_text(FUNCTIONS)
        (package / "defaults.yaml").write_text(DEFAULTS.replace(", data: properties", ""))
        (package / "cases.yaml").write_text(PLUGIN_CASES)
        points: dict[str, dict[str, str]] = {"destinations": {name: package.name}}
        if name == "oddly":
            points["mappings"] = {"oddly": f"{package.name}.functions"}
        write_about({"name": package.name, "version": "1", "entry-points": points}, folder)
    sys.path.insert(0, str(folder))
    # This process may have looked for functions before there were these packages.
    forget_functions()
    yield
    sys.path.remove(str(folder))
    forget_functions()


def forget_functions() -> None:
    installed_functions.cache_clear()
    all_functions.cache_clear()
