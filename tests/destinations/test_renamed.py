"""Old names of the SDK still work, with a warning that names the new one, and are used nowhere here."""

from importlib import import_module
from pathlib import Path

import pytest

from destinations.renamed import RENAMED

PAIRS = [(package, old, new) for package, names in RENAMED.items() for old, new in names.items()]


@pytest.mark.parametrize(("package", "old", "new"), PAIRS, ids=[f"{package}.{old}" for package, old, _ in PAIRS])
def test_an_old_name_is_the_new_one_with_a_warning(package: str, old: str, new: str) -> None:
    module = import_module(package)
    with pytest.warns(DeprecationWarning, match=rf"{old} is now called {new}") as seen:
        found = getattr(module, old)
    assert found is getattr(module, new)
    assert Path(seen[0].filename) == Path(__file__)
    assert new in module.__all__
    assert old not in module.__all__


def test_an_import_of_an_old_name_warns_where_it_stands() -> None:
    with pytest.warns(DeprecationWarning, match="require_identity") as seen:
        from destinations.sdk.families.events import somebody  # type: ignore[attr-defined]  # noqa: F401 - as it is renamed
    assert {Path(one.filename) for one in seen} == {Path(__file__)}


def test_a_name_that_never_was_is_missing_as_usual() -> None:
    with pytest.raises(AttributeError, match=r"module 'destinations\.sdk' has no attribute 'no_such_name'"):
        _ = import_module("destinations.sdk").no_such_name
