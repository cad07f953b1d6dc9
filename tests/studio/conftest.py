from pathlib import Path

import pytest

from actions.cli.first.init import write_starter
from actions.studio.model.files.workspace import Workspace


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the starter project."""
    folder = tmp_path / "shop"
    write_starter(folder)
    return folder


@pytest.fixture
def workspace(shop: Path) -> Workspace:
    """The starter project as the studio has it."""
    return Workspace(shop, {})
