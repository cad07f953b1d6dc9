"""A project: the folder with mapping files.

project.py   `Project`, loaded once and asked often
check.py     `check_project`, with every finding
files.py     which files a project has
"""

from actions.project.check import Checked, NoEnvironmentError, ProjectError, check_project, check_texts
from actions.project.project import Project

__all__ = ["Checked", "NoEnvironmentError", "Project", "ProjectError", "check_project", "check_texts"]
