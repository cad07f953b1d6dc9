"""The contract as tests: pytest loads this by the entry point `pytest11` wherever the package is installed.

    [tool.pytest.ini_options]
    destination = "acme"

    def test_contract(contract_check):
        assert contract_check() == []

is one test for each check of the destination `acme`.
"""

from typing import Any

import pytest

FIXTURE = "contract_check"
OPTION = "destination"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that names the destination."""
    parser.addini(OPTION, f"the destination whose contract is checked where a test takes {FIXTURE}")


def pytest_generate_tests(metafunc: Any) -> None:
    """One test for each check, where a test takes `contract_check`; UsageError where there is no such destination."""
    if FIXTURE not in metafunc.fixturenames:
        return
    # Imported here, as pytest loads this module in every project.
    from actions.kit.contract import contract_of, read_subject
    from destinations.registry import PluginError, load_registry

    name = metafunc.config.getini(OPTION)
    if not name:
        raise pytest.UsageError(f'{FIXTURE} needs to know whose: write {OPTION} = "NAME" in the settings of pytest')
    try:
        checks = contract_of(read_subject(name, load_registry()))
    except (LookupError, PluginError) as error:
        raise pytest.UsageError(f"{OPTION} = {name}: {error}; is its package installed?") from None
    metafunc.parametrize(FIXTURE, [one.run for one in checks], ids=[one.name for one in checks])
