"""The files as they are written, compared over all events with those on disk and with those that git has."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.changes import SAVED, Comparison
from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio

MIXPANEL = "mappings/mixpanel.yaml"
CLICKS = "mixpanel.button-clicks"
CONDITION = 'event = "Button Clicked"'
# Every second one has a large number.
EVENTS = [
    {"type": "track", "event": "Button Clicked", "userId": "u", "messageId": f"m-{number}",
     "properties": {"number": number % 2, "label": f"label {number}"}}
    for number in range(6)
]  # fmt: skip


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *who, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def studio_of(workspace: Workspace) -> Studio:
    events = Events(workspace.folder)
    events.add_text("given", json.dumps(EVENTS).encode())
    return Studio(workspace, events, Counts())


def compared(studio: Studio, reference: str) -> Comparison:
    made = Comparison(studio, lambda: None)
    made.choose(reference)
    asyncio.run(made.count())
    return made


def change(workspace: Workspace, before: str, after: str) -> None:
    text = workspace.files[MIXPANEL].text
    assert before in text
    workspace.put(MIXPANEL, text.replace(before, after, 1))


@pytest.fixture
def committed(shop: Path) -> Workspace:
    """The starter project in git, with a later change of it on disk, and one more that is not saved."""
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "mappings")
    git(shop, "commit", "-q", "-m", "first")
    git(shop, "tag", "v1")
    path = shop / MIXPANEL
    text = path.read_text("utf-8")
    path.write_text(text.replace(CONDITION, f"{CONDITION} and properties.number = 1", 1), "utf-8")
    workspace = Workspace(shop, {})
    change(workspace, "properties.number = 1", "properties.number = 2")
    return workspace


# What is compared with, and the calls before, after, added and dropped that this gives.
@pytest.mark.parametrize(
    ("reference", "wanted"),
    [(SAVED, (3, 0, 0, 3)), ("HEAD", (6, 0, 0, 6)), ("main", (6, 0, 0, 6)), ("v1", (6, 0, 0, 6))],
)
def test_calls_are_counted_over_all_events(committed: Workspace, reference: str, wanted: tuple[int, ...]) -> None:
    made = compared(studio_of(committed), reference)
    assert (made.state, made.why) == ("found", "")
    assert made.found
    counts = next(one.counts for one in made.found.changed if one.key == CLICKS)
    assert (counts.before, counts.after, counts.added, counts.dropped) == wanted
    assert counts.dropped_events[0] == ("m-1" if reference == SAVED else "m-0")
    assert not made.is_stale
    change(committed, "properties.number = 2", "properties.number = 3")
    assert made.is_stale


def test_changed_fields_have_counts_and_samples(workspace: Workspace) -> None:
    change(workspace, f"{CONDITION}", f"{CONDITION}\n    set: {{properties.source: web}}")
    made = compared(studio_of(workspace), SAVED)
    assert made.found
    [one] = [field for one in made.found.changed if one.key == CLICKS for field in one.counts.most_changed()]
    assert (one.come, len(one.samples)) == (len(EVENTS), 3)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("nowhere", "git has nothing there"),
        ("--output=x", "no reference of git"),
        ("v1", "v1 cannot be loaded"),
    ],
)
def test_a_version_that_cannot_be_used_is_said_to_be_so(shop: Path, reference: str, why: str) -> None:
    path = shop / MIXPANEL
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n- [", "utf-8")
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "mappings")
    git(shop, "commit", "-q", "-m", "broken")
    git(shop, "tag", "v1")
    path.write_text(text, "utf-8")
    made = compared(studio_of(Workspace(shop, {})), reference)
    assert (made.state, made.found) == ("refused", None)
    assert why in made.why


def test_head_is_compared_with_where_there_is_one(committed: Workspace, shop: Path, tmp_path: Path) -> None:
    made = Comparison(studio_of(committed), lambda: None)
    assert (made.known, made.reference) == (["HEAD", "main", "v1"], "HEAD")
    (tmp_path / "plain" / "mappings").mkdir(parents=True)
    (tmp_path / "plain" / MIXPANEL).write_text((shop / MIXPANEL).read_text("utf-8"), "utf-8")
    plain = Comparison(studio_of(Workspace(tmp_path / "plain", {})), lambda: None)
    assert (plain.known, plain.reference) == ([], SAVED)


def test_what_is_counted_no_more_tells_nothing(workspace: Workspace) -> None:
    made = Comparison(studio_of(workspace), lambda: None)
    made.choose(SAVED)

    async def twice() -> None:
        first = asyncio.create_task(made.count())
        await asyncio.sleep(0)
        made.choose("nowhere")
        await asyncio.gather(first, made.count())

    asyncio.run(twice())
    assert (made.state, made.found) == ("refused", None)
