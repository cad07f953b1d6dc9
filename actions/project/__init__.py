"""A project: the folder with mapping files.

project.py   `Project`, loaded once and asked often; `check_project`, with every finding
files.py     which files a project has
"""

from actions.project.project import (
    Checked,
    NoEnvironmentError,
    Project,
    ProjectError,
    check_project,
    check_texts,
)

__all__ = ["Checked", "NoEnvironmentError", "Project", "ProjectError", "check_project", "check_texts"]
