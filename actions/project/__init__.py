"""A project: a folder of mapping files, loaded and compiled.

project.py   `Project`, the public API: load once, decide for many events
check.py     `check_project`: loads the files and reports every finding
files.py     finds the files that belong to a project
"""

from actions.project.check import Checked, NoEnvironmentError, ProjectError, check_project, check_texts
from actions.project.project import Project

__all__ = ["Checked", "NoEnvironmentError", "Project", "ProjectError", "check_project", "check_texts"]
