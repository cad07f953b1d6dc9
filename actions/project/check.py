"""What reading a project's mapping files gives: a plan, and every finding."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from actions.arguments import check_option, variables
from actions.project.pause import without_collecting
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.findings.suggest import did_you_mean

# What reads files is imported when it is first needed: `import actions` takes no time.
if TYPE_CHECKING:
    from pathlib import Path

    from actions.plan.plan import Plan
    from actions.plan.planned import PlannedAction


class ProjectError(Exception):
    """A project that cannot be used; `report` has every finding, `texts` the files they point into."""

    def __init__(self, text: str, report: Report, texts: Mapping[str, str]) -> None:
        super().__init__(text)
        self.report = report
        self.texts = texts

    def __reduce__(self) -> tuple[type[Self], tuple[str, Report, dict[str, str]]]:
        # A pool of processes hands exceptions from one to the other.
        return type(self), (str(self), self.report, dict(self.texts))


class NoEnvironmentError(ValueError):
    """No mapping file has an environment of that name."""

    def __init__(self, env: str, environments: Collection[str]) -> None:
        there = f"there are {', '.join(environments)}" if environments else "the mapping files have no environments:"
        super().__init__(f'there is no environment "{env}"; {did_you_mean(env, environments) or there}')


class Checked(Struct, frozen=True):
    """What reading a project gave: a plan of all that is right, the findings, and the texts by file name.

    `broken` are the actions in which something is wrong, with what is right in them.
    """

    plan: Plan
    report: Report
    texts: Mapping[str, str]
    files: int
    env: str | None = None
    environments: tuple[str, ...] = ()
    broken: tuple[PlannedAction, ...] = ()

    def raise_errors(self) -> None:
        """ProjectError with every finding if any of them is an error."""
        first = next((one for one in self.report if one.severity == "error"), None)
        if first:
            errors = self.report.errors()
            more = f", the first of {errors} errors" if errors > 1 else ""
            raise ProjectError(f"{first.place}: {first.message}{more}", self.report, self.texts)


@without_collecting()
def check_project(
    path: str | os.PathLike[str], environ: Mapping[str, str] | None = None, *, env: str | None = None
) -> Checked:
    """The plan and every finding about the mapping files of the project at `path`, in the environment `env`.

    `path` is the project's folder (the one with `mappings/` in it), a folder of mapping files, or one file.
    Raises ProjectError when there are none, NoEnvironmentError when none of them has that environment.
    """
    from pathlib import Path

    from actions.project.files import find_mapping_files, find_shared_files, mappings_folder, passed_over
    from mappings.yaml_reader import decode

    given = Path(path)
    root, names = find_mapping_files(given)
    if not names:
        hint = passed_over(given) or "write one there, or let `actions init` do it"
        raise ProjectError(f"there is no mapping file (*.yaml) in {mappings_folder(given)}; {hint}", Report(), {})
    report = Report()
    texts = {}
    for name in [*names, *find_shared_files(given)]:
        label = Path(os.path.relpath(name, root)).as_posix()
        data = _bytes_of(name, label, report)
        text = None if data is None else decode(data, label, report)
        if text is not None:
            texts[label] = text
    return _check(texts, report, environ, env)


def _bytes_of(file: Path, label: str, report: Report) -> bytes | None:
    """What the file holds; None and a finding (E132) where it cannot be read."""
    try:
        # A pipe, say, would keep its reader waiting.
        if file.is_file() or not file.exists():
            return file.read_bytes()
        message = "this is not a file that can be read to its end"
    except OSError as error:
        is_link = file.is_symlink() and not file.exists()
        message = "this is a link that leads to no file" if is_link else f"this file cannot be read: {error.strerror}"
    report.add("E132", Place(label, 1, 1, 1, 1), message, "fix it, or take it out of the folder")
    return None


@without_collecting()
def check_texts(
    texts: Mapping[str, str], environ: Mapping[str, str] | None = None, *, env: str | None = None
) -> Checked:
    """As `check_project`, for the texts of mapping files by their names."""
    return _check(texts, Report(), environ, env)


def _check(texts: Mapping[str, str], report: Report, environ: Mapping[str, str] | None, env: str | None) -> Checked:
    variables(environ)
    check_option("env", env, str)
    from actions.plan.build import build_plan
    from destinations.registry import load_registry
    from mappings.file.alike import KnownActions
    from mappings.file.loader import load_mapping_file
    from mappings.file.shared import Includes, is_shared

    known = KnownActions()
    own = [label for label in texts if not is_shared(label)]
    loaded = [one for label in own for one in load_mapping_file(texts[label], label, report, known)]
    environments = tuple({name: None for one in loaded for name in one.model.environments})
    if env is not None and env not in environments and not report.has_errors:
        raise NoEnvironmentError(env, environments)
    includes = Includes(texts, report)
    includes.check()
    loaded = [includes.into(one) for one in loaded]
    broken: list[PlannedAction] = []
    lookup = (os.environ if environ is None else environ).get
    plan = build_plan(loaded, load_registry(), report, lookup, env, broken)
    return Checked(plan, report, texts, len(texts), env, environments, tuple(broken))
