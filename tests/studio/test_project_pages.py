"""What the pages about the whole project are made of: tests, deliveries, the catalog, and single events sent."""

import asyncio
from pathlib import Path

import pytest

from actions.cli.first.demo import SECRETS
from actions.studio.model.asking.changes import differences, saved_answer
from actions.studio.model.asking.sending import CannotSendError, prepare, send, why_not_real
from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.catalog import functions, plugins, run_example
from actions.studio.model.project.counts import Counts
from actions.studio.model.project.deliveries import dead_letters, pause, replay_letters, status, would_replay
from actions.studio.model.project.tests import record_missing, run_all
from actions.studio.model.studio import Studio
from destinations.delivery.outbox.file.search import Wanted
from tests.studio.dead_letters import ORDER, leave_a_dead_letter

MIXPANEL = "mappings/mixpanel.yaml"
ENVIRONMENTS = "environments:\n  test: {{sandbox: {0}}}\n  live: {{}}\nactions:"


def studio_of(workspace: Workspace, *, read_only: bool = False, allow_send: bool = False) -> Studio:
    return Studio(workspace, Events(workspace.folder), Counts(), read_only, allow_send)


def test_all_tests_of_the_files_are_run(workspace: Workspace) -> None:
    found = run_all(workspace)
    assert (len(found.results), found.failed, found.trouble) == (8, 0, ())
    assert found.coverage.missing()


def test_a_test_that_fails_is_counted_and_a_file_with_a_mistake_runs_none(workspace: Workspace) -> None:
    text = workspace.files[MIXPANEL].text
    workspace.put(MIXPANEL, text.replace("payload_has: {event: Button Clicked}", "payload_has: {event: Other}"))
    assert run_all(workspace).failed == 1
    workspace.put(MIXPANEL, text.replace("do: purchase", "do: purchse"))
    found = run_all(workspace)
    assert found.results == ()
    assert found.trouble


def test_what_comes_of_a_test_is_recorded_in_its_file(workspace: Workspace) -> None:
    text = workspace.files[MIXPANEL].text
    given = "  - name: one more\n    given: {type: track, event: Button Clicked, anonymousId: a_9}\n"
    workspace.put(MIXPANEL, text.rstrip("\n") + "\n" + given)
    assert record_missing(workspace, run_all(workspace)) == (1, None)
    assert run_all(workspace).failed == 0
    assert workspace.files[MIXPANEL].is_changed


def test_changes_are_held_against_the_saved_file(workspace: Workspace) -> None:
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text.replace("do: purchase", "do: purchase\n    enabled: false"))
    before = saved_answer(workspace, MIXPANEL, "mixpanel.orders", ORDER)
    assert before
    assert before.status == "fired"
    assert saved_answer(workspace, MIXPANEL, "mixpanel.nothing", ORDER) is None
    assert list(differences({"a": 1, "b": 2}, {"a": 1, "b": 3})) == [
        ("same", "{"), ("same", '  "a": 1,'), ("removed", '  "b": 2'), ("added", '  "b": 3'), ("same", "}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("env", "sandbox", "options", "allowed"),
    [
        (None, "true", {}, False),
        (None, "true", {"allow_send": True}, True),
        (None, "true", {"allow_send": True, "read_only": True}, False),
        ("test", "true", {}, True),
        ("test", "false", {}, False),
        ("test", "false", {"allow_send": True}, True),
        ("live", "true", {}, False),
        ("test", "true", {"read_only": True}, False),
    ],
    ids=["no environment", "allowed by hand", "reading only", "a sandbox", "no sandbox", "no sandbox and allowed",
         "another environment", "a sandbox and reading only"],
)  # fmt: skip
def test_real_tools_are_reached_where_that_is_allowed(
    shop: Path, env: str | None, sandbox: str, options: dict[str, bool], allowed: bool
) -> None:
    if env:
        for path in (shop / "mappings").glob("*.yaml"):
            text = path.read_text("utf-8").replace("\nactions:", "\n" + ENVIRONMENTS.format(sandbox), 1)
            path.write_text(text, "utf-8")
    studio = studio_of(Workspace(shop, {}, env), **options)
    assert (why_not_real(studio) is None) is allowed


def test_one_event_is_sent_to_a_stand_in_and_its_answer_comes_back(workspace: Workspace) -> None:
    studio = studio_of(workspace)
    found = workspace.find_action("mixpanel.orders")
    assert found
    ready = prepare(studio, found[1], ORDER)
    assert (ready.requests, ready.hosts) == (1, ("api-eu.mixpanel.com",))
    exchanges = asyncio.run(send(studio, ready, real=False))
    assert [one.status for one in exchanges] == [200]
    assert "studio-mixpanel_token" not in str(exchanges)
    with pytest.raises(CannotSendError, match="--allow-send"):
        asyncio.run(send(studio, ready, real=True))
    with pytest.raises(CannotSendError, match="--read-only"):
        asyncio.run(send(studio_of(workspace, read_only=True), ready, real=False))


def test_nothing_is_sent_of_an_event_that_does_not_fire(workspace: Workspace) -> None:
    found = workspace.find_action("mixpanel.button-clicks")
    assert found
    with pytest.raises(CannotSendError, match="does not fire"):
        prepare(studio_of(workspace), found[1], ORDER)


def test_dead_letters_are_listed_and_tried_again_only_where_that_is_allowed(shop: Path) -> None:
    workspace = Workspace(shop, SECRETS)
    studio = studio_of(workspace)
    assert status(studio) is None
    leave_a_dead_letter(shop)
    told = status(studio)
    assert told
    assert told["letters"] == 1
    found = dead_letters(studio, Wanted())
    assert [one["action"] for one in found["letters"]] == ["orders"]
    assert dead_letters(studio, Wanted(reason="no such words"))["count"] == 0
    assert would_replay(studio, Wanted()) == (0, ())
    with pytest.raises(CannotSendError, match="--allow-send"):
        asyncio.run(replay_letters(studio, Wanted()))
    done = asyncio.run(replay_letters(studio_of(workspace, allow_send=True), Wanted()))
    assert (done.sent, done.waiting) == (0, 0)
    with pytest.raises(ValueError, match="--read-only"):
        pause(studio_of(workspace, read_only=True), "mixpanel", "x")


def test_the_catalog_has_all_destinations_and_its_examples_run() -> None:
    assert "mixpanel" in [one.destination.name for one in plugins()]
    for function in functions():
        for one in function.examples[:1]:
            assert run_example(one.expression, one.subject) == one.expected
    with pytest.raises(ValueError, match="nothing_such"):
        run_example("nothing_such(a)", {})
