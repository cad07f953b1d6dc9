from pathlib import Path

import pytest

from actions import Project
from tests.actions.small_projects import MakeProject, write_project


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """A function from the `actions:` of each destination to a loaded project."""
    return lambda **actions: Project.load(write_project(tmp_path, **actions), environ={})
