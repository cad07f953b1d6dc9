"""From decisions to their delivery in one call, with the caller's own transport."""

import asyncio
import json
import logging
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions import Context, Decision, Outcome, Project, ProjectError
from destinations.delivery import Delivered, DelivererError, Exchange, RetryPolicy, WireRequest, WireResponse
from destinations.sdk import Rejected, Request, Retry, Sent
from tests.actions.cli import sending
from tests.actions.cli.sending import HOOK
from tests.docs_pages import rows

ENVIRON = {"HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="}
SECRET = "Y2FuYXJ5IGNhbmFyeSBjYW5hcnk"
ONCE = RetryPolicy(attempts=1, max_age=0)


@dataclass
class Wire:
    """A transport with the given answers, the last one for ever, that keeps what came."""

    answers: list[Any] = field(default_factory=lambda: [200])
    sent: list[WireRequest] = field(default_factory=list)
    held: asyncio.Event | None = None

    async def __call__(self, request: WireRequest) -> WireResponse:
        self.sent.append(request)
        if self.held:
            await self.held.wait()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return WireResponse(answer, {"Content-Type": "text/plain"}, b"")


def event(number: int) -> dict[str, Any]:
    return sending.event(number) | {"timestamp": "2026-03-01T10:15:30Z"}


def shop_and_crm() -> Project:
    return Project.from_texts({f"{name}.yaml": HOOK.format(name=name) for name in ("shop", "crm")}, environ=ENVIRON)


@pytest.fixture
def project() -> Project:
    return shop_and_crm()


def decided(project: Project, *numbers: int, **said: Any) -> list[Decision]:
    return [one for number in numbers for one in project.decide(event(number) | said)]


def run(project: Project, decisions: Any, **options: Any) -> list[Delivered]:
    async def inside() -> list[Delivered]:
        async with project.direct_deliverer(ENVIRON, **options) as deliverer:
            return await deliverer.deliver(decisions)

    return asyncio.run(inside())


def test_decisions_are_delivered_in_one_call(project: Project) -> None:
    wire = Wire()
    decisions = [*project.explain({**event(1), "type": "page", "name": "p"}), *decided(project, 1, 2)]
    assert [one.status for one in decisions] == ["not_fired"] * 2 + ["fired"] * 4
    ends = run(project, decisions, transport=wire)
    assert [one.outcome for one in ends] == [Sent()] * 4
    assert [one.delivery.note for one in ends] == decisions[2:]
    assert sorted(json.loads(one.body)["messageId"] for one in wire.sent) == ["m1", "m1", "m2", "m2"]


def test_a_blocking_deliverer_delivers_and_may_be_entered_again(project: Project) -> None:
    wire = Wire()
    deliverer = project.direct_deliverer(ENVIRON, transport=wire).blocking()
    for number in (1, 2):
        with deliverer:
            assert [one.outcome for one in deliverer.deliver(decided(project, number))] == [Sent()] * 2
    with pytest.raises(DelivererError, match=r"enter the deliverer first: with project.direct_deliverer\(\)"):
        deliverer.deliver([])
    assert len(wire.sent) == 4


def test_a_deliverer_of_a_module_is_entered_in_one_loop_after_the_other(project: Project) -> None:
    wire = Wire()
    deliverer = project.direct_deliverer(ENVIRON, transport=wire)

    async def handle(number: int) -> list[Any]:
        async with deliverer:
            return [one.outcome for one in await deliverer.deliver(decided(project, number))]

    assert [asyncio.run(handle(number)) for number in (1, 2)] == [[Sent()] * 2] * 2

    async def enter() -> None:
        await deliverer.__aenter__()

    async def forget() -> None:
        await deliverer.deliver(decided(project, 3))

    loop = asyncio.new_event_loop()
    loop.run_until_complete(enter())
    with pytest.raises(DelivererError, match="entered in another event loop; enter it in each: async with"):
        asyncio.run(forget())
    loop.run_until_complete(deliverer.__aexit__())
    loop.close()


def test_a_deliverer_with_an_outbox_is_entered_in_one_loop_after_the_other(project: Project, tmp_path: Path) -> None:
    wire = Wire()
    ends: list[Outcome] = []
    deliverer = project.deliverer(ENVIRON, outbox=tmp_path / "o.db", transport=wire, on_outcome=ends.append)

    async def handle(number: int) -> int:
        async with deliverer:
            receipt = await deliverer.accept_decided(event(number), decided(project, number)[:1])
            await deliverer.drained()
        return receipt.accepted

    assert [asyncio.run(handle(number)) for number in (1, 2)] == [1, 1]
    assert [(one.instance, one.status) for one in ends] == [("crm", "sent")] * 2

    async def outside(call: Callable[[], Any]) -> None:
        await call()

    for call in (lambda: deliverer.accept(event(3)), deliverer.status, deliverer.drained):
        with pytest.raises(DelivererError, match="was left; enter it again: async with"):
            asyncio.run(outside(call))


@pytest.mark.parametrize("make", [Project.direct_deliverer, Project.deliverer], ids=["from memory", "with an outbox"])
def test_a_deliverer_belongs_to_one_process(project: Project, make: Callable[..., Any]) -> None:
    deliverer = make(project, ENVIRON)
    for one in (deliverer, deliverer.blocking()):
        with pytest.raises(TypeError, match="pass on the project, and make the deliverer there"):
            pickle.dumps(one)


def test_what_waits_for_a_cancelled_caller_is_withdrawn(project: Project) -> None:
    async def inside() -> tuple[int, list[Delivered]]:
        wire, refused = Wire([503, 200]), asyncio.Event()
        options: Any = {"patience": 0.1, "on_exchange": lambda _: refused.set()}
        slow = RetryPolicy(base=600.0, factor=1.0, cap=600.0)
        only = project.only(["shop"])
        async with only.direct_deliverer(ENVIRON, policy=slow, transport=wire, **options) as deliverer:
            decisions = decided(project.only(["shop"]), 1)
            waiting = asyncio.create_task(deliverer.deliver(decisions))
            await refused.wait()
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            # It waits for its retry no more: who asks anew has it sent at once.
            return len(wire.sent), await asyncio.wait_for(deliverer.deliver(decisions), 60)

    sent, ends = asyncio.run(inside())
    assert (sent, [one.outcome for one in ends]) == (1, [Sent()])


def test_what_is_under_way_is_not_waited_for_longer_than_asked(project: Project) -> None:
    async def inside() -> float:
        wire = Wire(held=asyncio.Event())
        loop = asyncio.get_running_loop()
        async with project.direct_deliverer(ENVIRON, transport=wire, patience=0.05) as deliverer:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(deliverer.deliver(decided(project, 1)), 0.05)
            left = loop.time()
        return loop.time() - left

    # It is held for ever.
    assert asyncio.run(inside()) < 60


def test_two_of_one_id_are_one_and_the_second_says_so(project: Project) -> None:
    shop = project.only(["shop"])
    first, again, other = decided(shop, 1) + decided(shop, 1) + decided(shop, 1, event="Y")
    wire = Wire()
    ends = run(shop, [first, again, other], transport=wire)
    assert [(one.outcome, one.repeats) for one in ends] == [(Sent(), False), (Sent(), False), (Sent(), True)]
    assert [one.delivery.note for one in ends] == [first, again, other]
    assert len(wire.sent) == 1


def test_lines_may_be_any_bytes(project: Project) -> None:
    line = json.dumps(event(1)).encode()
    assert len({b"".join(project.process_lines(given)) for given in (line, bytearray(line), memoryview(line))}) == 1


def test_the_requests_of_decisions_are_shown_and_not_sent(project: Project) -> None:
    decisions = decided(project, 1, 2)
    [one] = project.requests(decisions[0])
    assert isinstance(one, Request)
    assert one.url == "https://crm.example.com/in"
    assert SECRET not in str(project.requests(decisions))
    assert len(project.requests(decisions)) == 4
    assert project.requests(project.explain({**event(1), "type": "page", "name": "p"})) == ()
    assert len(project.requests(decisions, ENVIRON)) == 4
    with pytest.raises(LookupError, match="HOOK_SECRET"):
        project.requests(decisions, {})


def test_requests_are_batched_as_they_are_delivered() -> None:
    text = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\nactions: [{do: track}]\n"
    project = Project.from_texts({"m.yaml": text})
    many = [{"type": "track", "event": "E", "userId": "u", "messageId": f"m{n}"} for n in range(3)]
    [request] = project.requests(one for event in many for one in project.decide(event))
    assert isinstance(request, Request)
    assert [row["event"] for row in json.loads(request.body)] == ["E"] * 3


def test_a_part_of_a_project_decides_for_no_other_instance(project: Project) -> None:
    part = project.only(["shop"])
    assert {one.instance for one in decided(part, 1)} == {"shop"}
    assert {one.instance for one in decided(project, 1)} == {"shop", "crm"}
    assert b"crm" not in b"".join(part.process_lines(json.dumps(event(1)).encode()))
    assert decided(pickle.loads(pickle.dumps(part)), 1) == decided(part, 1)  # noqa: S301 - it is our own
    assert (repr(project), repr(part)) == ("Project(crm, shop: 2 actions)", "Project(shop: 1 action)")


def test_a_project_from_texts_is_that_of_files(project: Project, tmp_path: Path) -> None:
    for name in ("shop", "crm"):
        (tmp_path / f"{name}.yaml").write_text(HOOK.format(name=name))
    loaded = Project.load(tmp_path, environ=ENVIRON)
    assert [one.delivery_id for one in decided(loaded, 1)] == [one.delivery_id for one in decided(project, 1)]
    assert loaded.hash == project.hash
    (tmp_path / "crm.yaml").write_text(HOOK.format(name="crm") + "# changed\n")
    assert Project.load(tmp_path, environ=ENVIRON).hash != project.hash


def test_exchanges_are_reported_with_what_metrics_need(project: Project) -> None:
    seen: list[Exchange] = []
    shop = project.only(["shop"])
    run(shop, decided(shop, 1), transport=Wire([503, 200]), on_exchange=seen.append, policy=RetryPolicy(base=0.001))
    assert [(one.instance, one.action_type, one.status, one.payloads, one.attempt) for one in seen] == [
        ("shop", "send", 503, 1, 1),
        ("shop", "send", 200, 1, 2),
    ]
    assert all(0 <= one.seconds < 60 for one in seen)
    assert SECRET not in str(seen)


def test_the_log_tells_of_retries_pauses_and_ends_without_secrets(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="destinations.delivery")
    shop = project.only(["shop"])
    run(shop, decided(shop, 1), transport=Wire([503]), policy=RetryPolicy(base=0.001, attempts=2, max_age=0))
    run(shop, decided(shop, 2), transport=Wire([401]))
    messages = [(one.levelname, one.message.split(": ", 1)[1]) for one in caplog.records]
    assert [(level, text.split(":")[0].rpartition("-")[2][-30:]) for level, text in messages][:2] == [
        ("INFO", "1 of 1 payloads of send were not taken, and are tried again"[-30:]),
        ("WARNING", "1 of 1 payloads of send were not taken, and are given up"[-30:]),
    ]
    # Each try is reported once.
    assert len(messages) == 4
    assert messages[-1] == ("WARNING", "paused: answered 401")
    assert SECRET not in caplog.text


@pytest.mark.parametrize("row", rows("retries"))
def test_the_table_of_retries_is_right(project: Project, row: list[str]) -> None:
    policy, answer, tries, end = (cell.strip("` ") for cell in row)
    wire = Wire([int(one) for one in answer.split(", then ")])
    given = replace(eval(policy, {"RetryPolicy": RetryPolicy}), base=0.001)  # noqa: S307 - our own page
    shop = project.only(["shop"])
    [one] = run(shop, decided(shop, 1), transport=wire, policy=given)
    ends = {"sent": Sent, "given up": Rejected, "rejected": Rejected, "comes back": Retry}
    assert isinstance(one.outcome, ends[end])
    assert one.gave_up == (end == "given up")
    assert (tries == "several" and len(wire.sent) > 2) or str(len(wire.sent)) == tries


def test_an_empty_divert_is_not_taken_for_none(project: Project) -> None:
    async def inside() -> None:
        async with project.direct_deliverer(ENVIRON, divert=""):
            """Nothing may be sent to the tools themselves."""

    with pytest.raises(DelivererError, match="cannot divert to an empty URL"):
        asyncio.run(inside())


def test_an_own_transport_that_raises_is_no_answer(project: Project) -> None:
    shop = project.only(["shop"])
    wire = Wire([ConnectionError(f"https://{SECRET}"), RuntimeError(SECRET), 200])
    seen: list[Exchange] = []
    [one] = run(shop, decided(shop, 1), transport=wire, on_exchange=seen.append, policy=RetryPolicy(base=0.001))
    assert (one.outcome, one.attempts) == (Sent(), 3)
    assert seen[0].answer == "the transport raised ConnectionError; it may have arrived all the same"
    assert SECRET not in str(seen)


def test_what_is_delivered_is_shown_in_a_line(project: Project) -> None:
    [one] = run(project.only(["shop"]), decided(project.only(["shop"]), 1), transport=Wire())
    assert " at 0x" not in repr(one)


def test_a_generator_of_names_is_read_once(project: Project) -> None:
    assert list(project.only(one for one in ["crm"]).plan.instances) == ["crm"]
    assert run(project, decided(project, 1), instances=(one for one in ["crm", "shop"]), transport=Wire())


@pytest.mark.parametrize(
    "moment",
    [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)],
    ids=["the first moment", "the last moment"],
)
def test_a_moment_that_nothing_can_be_reckoned_with_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"is not in the years 1970 to 9998; give the moment of the decision"):
        Context(moment)


def test_a_project_of_no_text_is_none() -> None:
    with pytest.raises(ProjectError, match="there is no mapping file; give at least one text"):
        Project.from_texts({})


def test_one_decision_may_be_given_alone(project: Project) -> None:
    decision = project.decide(event(1))[0]
    assert project.requests(decision) == project.requests([decision])


def test_a_forked_process_is_reported_to_make_a_deliverer_of_its_own(project: Project) -> None:
    # Its thread stays behind, so that the child would wait for ever.
    with project.direct_deliverer(ENVIRON).blocking() as deliverer:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                deliverer.deliver([])
            except RuntimeError as error:
                os.write(write, str(error).encode())
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as reported:
            assert reported.read() == "this deliverer was entered in another process; make one in each, after the fork"
        os.waitpid(child, 0)
