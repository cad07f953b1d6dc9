"""Rows written by a destination's own writer: a real one, into a file, and the ways in which one fails."""

import asyncio
import time
from pathlib import Path

import pytest

from destinations.delivery import Deliverer, Exchange, RetryPolicy
from destinations.delivery.send import Clocks
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk import Outcome, Rejected, Retry, Sent, Write
from destinations.sdk.destination import ActionType, Limits
from destinations.testing import Answer, StandIn, Vendor
from tests.destinations.delivery.ledger import (
    ENTRY,
    RAISED,
    TWICE,
    Entry,
    LedgerSettings,
    Unwritable,
    deliver,
    entries,
    numbers_in,
    wait_for,
)
from tests.destinations.delivery.toy_tool import CANARY, QUICK


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "book.ndjson"


def test_rows_are_written_in_batches_by_a_writer_that_is_opened_once_and_closed(book: Path) -> None:
    settings = LedgerSettings(path=book)
    results = asyncio.run(deliver(entries(range(10)), settings))
    assert [(one.outcome, one.attempts, one.status) for one in results] == [(Sent(), 1, None)] * 10
    assert sorted(numbers_in(book)) == list(range(10))
    assert settings.log.read_text().split() == ["opened", "closed"]


@pytest.mark.parametrize(
    ("trouble", "opened"),
    [
        pytest.param("", 1, id="it names the row"),
        pytest.param("it does not say which", 1, id="it does not say which row"),
    ],
)
def test_a_row_that_is_refused_does_not_sink_its_batch(book: Path, trouble: str, opened: int) -> None:
    settings = LedgerSettings(path=book, trouble=trouble)
    results = asyncio.run(deliver(entries([11, 12, 13, 14]), settings))
    assert [one.outcome for one in results] == [Sent(), Sent(), Rejected("unlucky"), Sent()]
    assert sorted(numbers_in(book)) == [11, 12, 14]
    assert settings.log.read_text().count("opened") == opened


@pytest.mark.parametrize("trouble", RAISED)
def test_a_row_that_the_writer_fails_over_is_rejected_at_once_and_alone(book: Path, trouble: str) -> None:
    results = asyncio.run(deliver(entries([11, 12, 13, 14]), LedgerSettings(path=book, trouble=trouble)))
    assert [type(one.outcome) for one in results] == [Sent, Sent, Rejected, Sent]
    assert isinstance(results[2].outcome, Rejected)
    assert results[2].outcome.reason.startswith(f"ledger: {RAISED[trouble].__name__}: ")
    assert [one.attempts for one in results] == [1] * 4
    assert sorted(numbers_in(book)) == [11, 12, 14]


def test_of_a_payload_with_several_rows_the_worst_counts(book: Path) -> None:
    results = asyncio.run(deliver(entries([11, 12], TWICE), LedgerSettings(path=book)))
    assert [one.outcome for one in results] == [Sent(), Rejected("unlucky")]


def test_after_an_error_the_writer_is_closed_and_opened_anew(book: Path) -> None:
    settings = LedgerSettings(path=book, trouble="it breaks every other time")
    results = asyncio.run(deliver(entries([1, 2]), settings))
    assert [(one.outcome, one.attempts) for one in results] == [(Sent(), 2)] * 2
    assert numbers_in(book) == [1, 2]
    assert settings.log.read_text().split() == ["opened", "closed"] * 2


def test_errors_with_success_between_them_do_not_add_up(book: Path) -> None:
    late = [0.0]
    clocks = Clocks(clock=lambda: time.monotonic() + late[0])

    async def both() -> list[Outcome]:
        settings = LedgerSettings(path=book, trouble="it breaks every other time")
        async with Deliverer({"ledger": settings}, policy=QUICK, clocks=clocks) as deliverer:
            first = await deliverer.deliver(entries([1]))
            late[0] = 10 * QUICK.budget
            # The writer is open still; by its log it is the first one again, which breaks.
            settings.log.write_text("opened\n")
            return [one.outcome for one in [*first, *await deliverer.deliver(entries([2]))]]

    assert asyncio.run(both()) == [Sent(), Sent()]


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        pytest.param(
            "it is down",
            Retry("ledger: OSError: cannot reach ledger://me:[password]@host/"),
            id="it raises",
        ),
        pytest.param(
            "it never ends",
            Retry("ledger did not answer within 0.2 s; it may have arrived all the same"),
            id="it does not answer",
        ),
        pytest.param(
            "a library is missing",
            Retry("pip install 'destination-actions[ledger]'", counts=False, pause=True),
            id="a library is missing",
        ),
    ],
)
def test_what_becomes_of_rows_that_cannot_be_written(book: Path, trouble: str, outcome: Outcome) -> None:
    settings = LedgerSettings(path=book, trouble=trouble)
    once = RetryPolicy(base=0.01, budget=0.0)
    timeouts = Timeouts(total=0.2 if trouble == "it never ends" else 30.0)
    [result] = asyncio.run(deliver(entries([1]), settings, timeouts=timeouts, policy=once))
    assert result.outcome == outcome
    assert CANARY not in str(result.outcome)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        pytest.param("it forgets the last row", "returned outcomes for only 0 of 1 rows", id="nothing of the last row"),
        pytest.param("it says nothing", "returned outcomes for only 0 of 1 rows", id="nothing at all"),
        pytest.param("it says true", "returned true for the row, which is not an outcome", id="what is not an outcome"),
    ],
)
def test_a_row_that_the_writer_says_nothing_of_is_not_taken_for_written(book: Path, trouble: str, words: str) -> None:
    results = asyncio.run(deliver(entries([1]), LedgerSettings(path=book, trouble=trouble)))
    assert isinstance(results[0].outcome, Rejected)
    assert words in results[0].outcome.reason


def test_rows_of_a_destination_without_a_writer_are_rejected() -> None:
    [result] = asyncio.run(deliver(entries([1]), Unwritable()))
    assert result.outcome == Rejected("ledger cannot be written to: its settings have no open_writer()")


def test_batches_come_one_at_a_time(book: Path) -> None:
    single = ActionType("single", Entry, ENTRY.build, "One by one.", Limits(items=1, concurrency=8))
    results = asyncio.run(deliver(entries(range(10), single), LedgerSettings(path=book)))
    # The ledger's writer fails when it is asked while it writes.
    assert [(one.outcome, one.attempts) for one in results] == [(Sent(), 1)] * 10


@pytest.mark.parametrize(
    ("build", "words"),
    [
        pytest.param(lambda *_: Write.of("l", "t", [{}] * 2, items=[0]), "there are 2 rows", id="of no payload"),
        pytest.param(
            lambda *_: Write.of("l", "t", [{"n": float("nan")}]),
            '"n" cannot be NaN: nan is not a number',
            id="not JSON",
        ),
        pytest.param(
            lambda *_: Write.of("l", "t", [{"a": 1, "n": 2**64}]),
            '"n" cannot be 18446744073709551616: ',
            id="beyond 64 bits",
        ),
        pytest.param(lambda *_: Write.of("l", "t", []), "no request was made for a payload", id="no rows"),
        pytest.param(lambda *_: Write.of("l", "t", [{}], items=[1]), "names payload 1 of 1", id="of another one"),
        pytest.param(lambda *_: Write.of("l", "t", [{"n": "x" * 2000}]), "at most 1000 per", id="too large"),
    ],
)
def test_rows_that_cannot_be_sent_are_rejected_before_anything_is_opened(book: Path, build: object, words: str) -> None:
    settings = LedgerSettings(path=book)
    wrong = ActionType("wrong", Entry, build, "Wrong.", Limits(bytes=1000))  # type: ignore[arg-type]  # a table's cell
    [result] = asyncio.run(deliver(entries([1], wrong), settings))
    assert isinstance(result.outcome, Rejected)
    assert words in result.outcome.reason
    assert not settings.log.exists()


def test_diverted_rows_go_to_the_stand_in_and_nothing_real_is_opened(book: Path) -> None:
    settings = LedgerSettings(path=book)
    refuse_13 = Vendor(
        "ledger",
        ("ledger.writer",),
        lambda call: Answer(400, body=b"unlucky") if {"n": 13} in call.json()["rows"] else Answer(200),
    )

    async def inside() -> tuple[list[Outcome], list[tuple[str, object]]]:
        async with StandIn([refuse_13]) as standin:
            results = await deliver(entries([12, 13, 14, 15]), settings, divert=standin.url)
            return [one.outcome for one in results], [(one.url, one.body) for one in standin.received]

    outcomes, received = asyncio.run(inside())
    assert outcomes == [Sent(), Rejected("answered 400 Bad Request: unlucky"), Sent(), Sent()]
    rows = [{"n": 12}, {"n": 13}, {"n": 14}, {"n": 15}]
    assert received[0] == ("https://ledger.writer/", {"target": "book", "rows": rows})
    assert not settings.log.exists()


def test_whoever_watches_sees_the_rows_and_how_many_were_taken(book: Path) -> None:
    seen: list[Exchange] = []
    asyncio.run(deliver(entries([12, 13]), LedgerSettings(path=book), on_exchange=seen.append))
    request = {"method": "WRITE", "url": "ledger:book", "headers": {}, "body": [{"n": 12}, {"n": 13}]}
    assert seen == [Exchange("ledger", "entry", request, None, "1 of 2 rows written; unlucky", payloads=2)]


def test_a_run_that_is_stopped_hands_back_what_is_being_written_and_closes(book: Path) -> None:
    settings = LedgerSettings(path=book, trouble="it never ends")

    async def inside() -> Outcome:
        async with Deliverer({"ledger": settings}, policy=QUICK) as deliverer:
            waiting = asyncio.create_task(deliverer.deliver(entries([1])))
            await asyncio.to_thread(wait_for, book)
            await deliverer.stop(0.05)
        return (await waiting)[0].outcome

    assert asyncio.run(inside()) == Retry("not delivered: the run was stopped first", counts=False)
    assert settings.log.read_text().split() == ["opened", "closed"]
