"""Outcomes that are none, waits that are none, writers that exit: each delivery ends and touches no other."""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from destinations.delivery import Delivered, Deliverer
from destinations.sdk import OpenWriter, Outcome, Rejected, Retry, Sent, Settings, Write, Writer
from tests.destinations.delivery.ledger import entries
from tests.destinations.delivery.toy_tool import QUICK, TOY, deliveries, run


def outcome_of(judged: Any) -> Outcome:
    """What becomes of a delivery whose judge says so, beside a sound one of another action type."""
    kind = replace(TOY, name="rude", judge=lambda *_: judged)
    [rude, sound], _ = run([*deliveries([1], kind), *deliveries([2])])
    assert sound.outcome == Sent()
    return rude.outcome


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        pytest.param(None, "TypeError: judge returned NoneType where a list of outcomes belongs", id="nothing"),
        pytest.param("yes", "TypeError: judge returned str where a list of outcomes belongs", id="a text"),
        pytest.param(iter([Sent()]), "judge returned list_iterator where a list", id="an iterator"),
        pytest.param([True], "judging the answer failed: true is not an outcome", id="true"),
        pytest.param(["sent"], 'judging the answer failed: "sent" is not an outcome', id="a word"),
        pytest.param([Sent], "is not an outcome", id="the class and not an outcome"),
        pytest.param([Rejected(404)], "404", id="a reason that is a number"),  # type: ignore[arg-type]  # on purpose
        pytest.param([Rejected("half \ud800")], "half \ud800", id="a lone surrogate"),
    ],
)
def test_what_is_no_outcome_rejects_the_delivery(judged: Any, reason: str) -> None:
    outcome = outcome_of(judged)
    assert isinstance(outcome, Rejected)
    assert reason in outcome.reason


@pytest.mark.parametrize("after", [math.nan, -5.0, "soon", "1"])
def test_a_wait_that_is_none_is_not_waited_for(after: Any) -> None:
    outcome = outcome_of([Retry("busy", after=after)])
    assert isinstance(outcome, Rejected)
    assert "gave up after 3 attempts" in outcome.reason


def test_a_wait_without_end_is_not_begun() -> None:
    assert outcome_of([Retry("busy", after=math.inf)]) == Retry("busy", after=3600.0)


class Bare(BaseException):
    """Neither an Exception nor anything that ends a program."""


class RudeWriter:
    def __init__(self, settings: "RudeSettings") -> None:
        self.settings = settings

    async def write(self, write: Write) -> Sequence[Outcome]:
        self.settings.fail("write")
        return [Sent()] * len(write.rows)


class RudeSettings(Settings):
    where: str
    how: str

    def fail(self, where: str) -> None:
        if where == self.where:
            raise {"exits": SystemExit(0), "raises": Bare("no")}[self.how]

    def open_writer(self) -> OpenWriter:
        self.fail("open")
        return opened(self)


@asynccontextmanager
async def opened(settings: RudeSettings) -> AsyncIterator[Writer]:
    settings.fail("enter")
    yield RudeWriter(settings)
    settings.fail("close")


@pytest.mark.parametrize("how", ["exits", "raises"])
@pytest.mark.parametrize(
    ("where", "kind"), [("open", Rejected), ("enter", Rejected), ("write", Rejected), ("close", Sent)]
)
def test_a_writer_that_exits_ends_nothing_but_its_own_rows(where: str, kind: type, how: str) -> None:
    async def inside() -> list[Delivered]:
        async with Deliverer({"ledger": RudeSettings(where=where, how=how)}, policy=QUICK) as deliverer:
            return await deliverer.deliver(entries([1, 2]))

    assert {type(one.outcome) for one in asyncio.run(inside())} == {kind}


def test_a_judge_that_changes_what_it_is_given_keeps_nobody_waiting() -> None:
    def judge(_: Any, payloads: Any) -> list[Outcome]:
        payloads.clear()
        return [Sent()]

    ends, _ = run(deliveries([1, 2], replace(TOY, name="rude", judge=judge)))
    assert [type(one.outcome) for one in ends] == [Sent, Sent]


def test_a_mistake_of_ours_behind_an_answer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("destinations.delivery.lane.BatchResult", fail)
    ends, _ = run(deliveries([1, 2]))
    assert {one.outcome for one in ends} == {Retry("not delivered: RuntimeError: a mistake")}
