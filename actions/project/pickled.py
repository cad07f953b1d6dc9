"""What a pickled project becomes where it is unpickled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from actions.project.check import Checked, ProjectError, check_texts
from destinations.registry import BUILT_IN, load_registry
from mappings.findings.diagnostic import Report

if TYPE_CHECKING:
    from actions.plan.planned import Instance

MOST_KEPT = 8
# Its name, and the package that brings it with its version.
Plugin = tuple[str, str]


def plugins_of(instances: Iterable[Instance]) -> tuple[Plugin, ...]:
    """The destinations that other packages bring: their names, and the packages with their versions."""
    pairs = {(one.destination.name, one.origin) for one in instances if one.origin != BUILT_IN}
    return tuple(sorted(pairs))


# A pool may hand the project over with each piece of work.
@lru_cache(maxsize=MOST_KEPT)
def of_texts(
    kind: Callable[[Checked, Mapping[str, str] | None], Any],
    texts: tuple[tuple[str, str], ...],
    environ: tuple[tuple[str, str], ...] | None,
    instances: tuple[str, ...],
    env: str | None,
    plugins: tuple[Plugin, ...] = (),
) -> Any:
    """The project that was pickled; ProjectError with the names of plugins that are not installed here."""
    known = load_registry().sources
    missing = [f"{name} ({origin})" for name, origin in plugins if name not in known]
    if missing:
        message = f"a project was unpickled where these destinations are not installed: {', '.join(missing)}"
        raise ProjectError(f"{message}; install their packages on every machine that decides", Report(), dict(texts))
    given = None if environ is None else dict(environ)
    project = kind(check_texts(dict(texts), given, env=env), given)
    return project if len(instances) == len(project.plan.instances) else project.only(instances)
