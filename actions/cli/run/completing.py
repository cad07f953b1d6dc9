"""What a shell offers while a command is written: names in the project of the current folder. It never fails."""

from collections.abc import Callable, Iterable
from pathlib import Path


def _quietly(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        # What a shell shows while a person types cannot be an error.
        try:
            return sorted(one for one in names() if one.startswith(incomplete))
        except Exception:  # noqa: BLE001 - an error would only spoil the prompt
            return []

    return complete


def _destinations() -> Iterable[str]:
    from destinations.registry import load_registry

    return load_registry().names()


def _environments() -> Iterable[str]:
    from actions.project import check_project

    return check_project(Path()).environments


def _actions() -> Iterable[str]:
    from actions.project import check_project

    plan = check_project(Path()).plan
    return {*plan.instances, *(one.key for one in plan.actions)}


complete_destination = _quietly(_destinations)
complete_environment = _quietly(_environments)
complete_selection = _quietly(_actions)
