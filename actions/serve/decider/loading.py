"""From the settings file to all that a decider needs: settings, the project, and the rules of each source."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.deliver.tools import tools_of
from actions.kit.secret_providers import SecretProviderError, secret_lookup
from actions.project import NoEnvironmentError, Project, ProjectError
from actions.project.environment import EnvFileError, read_environ
from actions.serve.decider.rules import Rules, RulesError, make_rules
from actions.serve.settings.model import ServeSettings
from actions.serve.settings.read import read_settings
from actions.settings.settings import MissingReferenceError
from destinations.delivery.workers import Tool
from mappings.findings.diagnostic import Report


class LoadError(RuntimeError):
    """Settings or mapping files that cannot be used; `report` has the findings, and `texts` what they point into."""

    def __init__(self, message: str, report: Report | None = None, texts: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.report = report or Report()
        self.texts = dict(texts or {})


@dataclass(frozen=True)
class Loaded:
    """What was read: `tools` are the instances with their secrets, `environ` where these were found."""

    settings: ServeSettings
    project: Project
    rules: Rules
    tools: Mapping[str, Tool]
    environ: Mapping[str, str]


def load(path: Path, env_file: Path | None = None) -> Loaded:
    """All that the settings file at `path` names, read and compiled; LoadError says why it cannot be used."""
    return _loaded(path, env_file, needs_tools=True)


def load_rules(path: Path, env_file: Path | None = None) -> Rules:
    """The rules of each source alone: whoever does not deliver needs no secrets of tools."""
    return _loaded(path, env_file, needs_tools=False).rules


def _loaded(path: Path, env_file: Path | None, *, needs_tools: bool) -> Loaded:
    try:
        environ = read_environ(path.parent, None, env_file)
        checked = read_settings(path, environ.get, secret_lookup(environ.get))
        if checked.settings is None:
            raise LoadError(first_of(checked.report), checked.report, checked.texts)
        settings = checked.settings
        environ = read_environ(settings.project, settings.env, env_file)
        project = Project.load(settings.project, environ, env=settings.env).warm()
        if project.environments and project.env is None:
            names = ", ".join(project.environments)
            raise LoadError(f"the mapping files have environments ({names}); say in {path} which: env: …")
        rules = make_rules(settings, project)
        tools = tools_of(project.plan, environ, None, project.folder) if needs_tools else {}
        return Loaded(settings, project, rules, tools, environ)
    except ProjectError as error:
        raise LoadError(first_of(error.report) or str(error), error.report, error.texts) from None
    except RulesError as error:
        raise LoadError(f"{path}: {error}") from None
    except MissingReferenceError as error:
        raise LoadError(f"these secrets or variables are missing: {error}") from None
    except (EnvFileError, NoEnvironmentError, SecretProviderError) as error:
        raise LoadError(str(error)) from None


def first_of(report: Report) -> str:
    """The first error, in one line."""
    found = next((one for one in report.found if one.severity == "error"), None)
    if found is None:
        return ""
    place = found.place
    where = f"{place.file}:{place.line}:{place.column}: " if place else ""
    errors = report.errors()
    return f"{where}{found.message}{f' (and {errors - 1} more)' if errors > 1 else ''}"
