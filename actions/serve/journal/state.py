"""Small files beside the journal in which the processes that share it tell each other how they are."""

from pathlib import Path
from typing import Any

import msgspec
import orjson

SERVER, DECIDER = "server", "decider"


def write_state(folder: Path, name: str, facts: dict[str, Any]) -> None:
    """Put the facts in the place of those that `name` told before; readers see the old ones or the new ones."""
    path = folder / f"{name}.json"
    fresh = path.with_suffix(".new")
    fresh.write_bytes(orjson.dumps(facts))
    fresh.chmod(0o600)
    fresh.replace(path)


def read_state(folder: Path, name: str) -> dict[str, Any] | None:
    """What `name` told last, or None where it told nothing that can be read."""
    try:
        return msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=dict[str, Any])
    except (OSError, ValueError):
        return None
