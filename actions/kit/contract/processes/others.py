"""Runs a destination in other processes, and compares."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from actions.kit.contract.processes.child import prints_of
from actions.kit.contract.subject import Subject

Answers = Sequence[Mapping[str, Any]]
# Sets of texts have another order in each.
SEEDS = ("1", "2")
# How long a destination may take there.
SECONDS = 60.0
IGNORED = ("os.environ", "os.getpid")
# Modules may look where they are.
HARMLESS = ("os.stat", "os.lstat", "os.getcwd", "os.readlink", "os.access", "os.listdir", "os.scandir", "os.uname")
MOST_NAMED = 2
VERBS = ("reads ", "starts ", "sets ", "prints ")
SETTING = "make what it wants a setting, which a mapping file fills with {env: NAME}"


def find_touches_at_import(subject: Subject, answers: Answers | None = None) -> list[str]:
    """What the destination's package does while it is imported, by what other processes say."""
    seen = [one for answer in answers or _answers(subject) for one in answer["import"] if _is_reported(one)]
    advice = "do it where it is needed first, in open_writer() or a function"
    return [
        f"importing {subject.plugin.package} {one if one.startswith(VERBS) else f'calls {one}'}; "
        + (SETTING if one.startswith("reads") else advice)
        for one in dict.fromkeys(seen)
    ]


def find_other_results(subject: Subject, answers: Answers | None = None) -> list[str]:
    """Cases whose requests are other ones in another process."""
    answers = answers or _answers(subject)
    # The second time: what only the first of a process gives is another one there.
    own = (prints_of(subject), prints_of(subject))[1]
    others = [name for name in own if any(one["built"].get(name) != own[name] for one in answers)]
    more = f", and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    advice = "sort what a set holds, and keep nothing from one call to the next"
    return (
        [f"in another process {', '.join(others[:MOST_NAMED])}{more} gave other requests; {advice}"] if others else []
    )


def _is_reported(name: str) -> bool:
    if name.startswith("open "):
        return False  # Data that lies beside the code is read when it is imported.
    return name not in HARMLESS and name not in IGNORED and not name.startswith(("time.", "print "))


def _answers(subject: Subject) -> Answers:
    name = subject.destination.name
    if name not in subject.registry.sources:
        return []  # It is not installed, so that no other process has it.
    replies = [ask((name,), seed) for seed in SEEDS]
    return [one[name] for one in replies if name in one]


def ask(names: tuple[str, ...], seed: str) -> Mapping[str, Mapping[str, Any]]:
    """What a process with this hash seed makes of the destinations; nothing where it fails.

    It is asked once for each place that packages are found in.
    """
    return _ask(names, seed, os.pathsep.join(filter(None, sys.path)))


@cache
def _ask(names: tuple[str, ...], seed: str, path: str) -> Mapping[str, Mapping[str, Any]]:
    command = [sys.executable, "-m", "actions.kit.contract.processes.child", *names]
    environ = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    limit = SECONDS * len(names)
    done = subprocess.run(command, capture_output=True, env=environ, timeout=limit, check=False)  # noqa: S603 - our own
    answer: Mapping[str, Mapping[str, Any]] = json.loads(done.stdout) if done.returncode == 0 else {}
    return answer
