"""What Segment's own packages make of triggers and mappings, and what the imported files make of the same events."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actions import Fired, Project
from actions.importing.imported import ImportedFile
from actions.importing.segment.import_segment import import_segment
from actions.importing.written.checked import checked_text
from destinations.registry import load_registry
from tests.serve.sdks.programs import NODE_MODULES, needed

IN_A_FILE = 25
HERE = Path(__file__).parent


def segment_says(jobs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The answer to each job: `payload`, `fires` or `error`."""
    needed(NODE_MODULES / "@segment" / "actions-core", "BROWSER_MUST_BE_THERE")
    needed(NODE_MODULES / "liquidjs", "BROWSER_MUST_BE_THERE")
    done = subprocess.run(
        ["node", str(HERE / "oracle.js")],  # noqa: S607 - as it is found
        input="\n".join(map(json.dumps, jobs)),
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def in_files(subscriptions: Sequence[Mapping[str, Any]]) -> list[tuple[ImportedFile, str]]:
    """The files of some subscriptions each: a check of many actions compares each with each."""
    return [imported(*subscriptions[at : at + IN_A_FILE]) for at in range(0, len(subscriptions), IN_A_FILE)]


def imported(*subscriptions: Mapping[str, Any]) -> tuple[ImportedFile, str]:
    """The webhook file that these subscriptions of an unknown tool become, and its text, as `check` takes it."""
    given = [{"actionSlug": "send", "destinationId": "d", **one} for one in subscriptions]
    (file,), _ = import_segment([{"data": {"subscriptions": given}}], load_registry(), "actions-unknown")
    return file, checked_text(file)


def fired(texts: Sequence[str], events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each event the bodies of the actions that fire, by their names in the files."""
    projects = [Project.from_texts({"unknown.yaml": text}) for text in texts]
    return [
        {
            one.action: (one.payload_fields() or {})["data"]
            for project in projects
            for one in project.decide(event)
            if isinstance(one, Fired)
        }
        for event in events
    ]


def pruned(value: Any) -> Any:
    """The value without what says nothing: null, blank texts, empty objects and lists."""
    if isinstance(value, dict):
        return {name: part for name, part in ((name, pruned(one)) for name, one in value.items()) if says(part)}
    return [part for part in map(pruned, value) if says(part)] if isinstance(value, list) else value


def says(value: Any) -> bool:
    """Whether it is a value by our rules."""
    return value is not None and value not in ({}, []) and not (isinstance(value, str) and not value.strip())
