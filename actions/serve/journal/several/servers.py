"""What the server processes of a service report, as if they were one."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.serve.journal.several.folders import journal_folders
from actions.serve.journal.state import SERVER, read_state

# A server reports once a second; what was not heard of for so long has ended.
SILENT_AFTER = 10.0
MICRO = 1_000_000


def read_servers(folder: Path, processes: int = 1) -> dict[str, Any] | None:
    """The facts of the server, of several the sum of their numbers; None where none has ever used the journal.

    `processes` has a few facts of each. Of what is said in words, the first counts that says something.
    """
    found = {number: read_state(one, SERVER) for number, one in journal_folders(folder, processes).items()}
    states = {number: state for number, state in found.items() if state}
    if not states:
        return None
    whole: dict[str, Any] = dict(states[min(states)])
    there = [state for number, state in states.items() if number <= processes]
    if processes > 1 or len(states) > 1:
        whole["processes"] = {str(number): _of_process(state) for number, state in states.items()}
        whole["connections"] = sum(state.get("connections", 0) for state in there)
        whole["draining"] = all(state.get("draining") for state in there)
        problems = (str(state.get("reload_problem") or "") for state in there)
        whole["reload_problem"] = next((one for one in problems if one), "")
        whole["journal"] = _added([state.get("journal") or {} for state in there])
        whole["counters"] = _added([state.get("counters") or {} for state in there])
    return whole


def is_silent(state: Mapping[str, Any]) -> bool:
    """Whether the process that has reported this seems to be gone."""
    silent = time.time_ns() // 1000 - int(state.get("at", 0)) > SILENT_AFTER * MICRO
    return bool(state.get("closing")) or silent


def _of_process(state: Mapping[str, Any]) -> dict[str, Any]:
    names = ("pid", "at", "draining", "connections", "reload_problem")
    return {name: state.get(name) for name in names} | {"gone": is_silent(state)}


def _added(maps: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The numbers of the maps, added up by name, however deep they stand; of truths, whether any is."""
    made: dict[str, Any] = {}
    for name in dict.fromkeys(name for one in maps for name in one):
        values = [one[name] for one in maps if name in one]
        if isinstance(values[0], Mapping):
            made[name] = _added([one for one in values if isinstance(one, Mapping)])
        elif isinstance(values[0], bool):
            made[name] = any(values)
        else:
            made[name] = sum(values)
    return made
