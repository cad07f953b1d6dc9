"""Small files beside the journal in which the processes that share it report their status."""

from pathlib import Path
from typing import Any

import msgspec
import orjson

SERVER, DECIDER = "server", "decider"
# What is asked of the server: to read its settings again.
RELOAD = "reload"


def write_state(folder: Path, name: str, facts: dict[str, Any]) -> None:
    """Put the facts in place of those that `name` reported before; readers see the old ones or the new ones."""
    path = folder / f"{name}.json"
    fresh = path.with_suffix(".new")
    fresh.write_bytes(orjson.dumps(facts))
    fresh.chmod(0o600)
    fresh.replace(path)


def read_state(folder: Path, name: str) -> dict[str, Any] | None:
    """What `name` reported last, or None where that cannot be read."""
    try:
        return msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=dict[str, Any])
    except (OSError, ValueError):
        return None
