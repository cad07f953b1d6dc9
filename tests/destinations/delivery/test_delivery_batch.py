"""Which payloads travel together."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destinations.delivery.batch import Batch, Unsendable, cut
from destinations.delivery.delivery import Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.sdk.destination import ActionType, Build, Limits
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings


class Toy(Payload):
    text: str
    user: Any = None


def build(rows: Sequence[Toy], _: Settings) -> Request:
    if any(row.text == "poison" for row in rows):
        raise KeyError("poison")
    return Request.post("https://toy.example/", json=[row.text for row in rows])


def several_rows(rows: Sequence[Toy], _: Settings) -> Request:
    items = [position for position, row in enumerate(rows) for _ in row.text]
    return Request.post("https://toy.example/", json=["".join(row.text for row in rows)], items=items)


def claims(texts: Sequence[str], limits: Limits, how: Build = build, users: Sequence[Any] = ()) -> list[Claimed]:
    action_type = ActionType("toy", Toy, how, "A toy.", limits, batch_key=lambda row: row.user)
    payloads = [Toy(text=text, user=users[number] if users else None) for number, text in enumerate(texts)]
    return [Claimed(Delivery(str(number), "shop", action_type, row)) for number, row in enumerate(payloads)]


def texts_of(pieces: Sequence[Batch | Unsendable]) -> list[list[str]]:
    return [[row.text for row in piece.payloads()] for piece in pieces if isinstance(piece, Batch)]


def refusals(pieces: Sequence[Batch | Unsendable]) -> list[str]:
    return [piece.outcome.reason for piece in pieces if isinstance(piece, Unsendable)]


@pytest.mark.parametrize(
    ("texts", "limits", "batches"),
    [
        pytest.param("abcde", Limits(items=5), ["abcde"], id="all in one"),
        pytest.param("abcde", Limits(items=2), ["ab", "cd", "e"], id="cut by number"),
        pytest.param("abcde", Limits(items=1), ["a", "b", "c", "d", "e"], id="one at a time"),
        pytest.param("abcde", Limits(items=9, bytes=13), ["abc", "de"], id="halved by bytes"),
        pytest.param("abcde", Limits(items=9, bytes=5), ["a", "b", "c", "d", "e"], id="halved to the end"),
    ],
)
def test_a_batch_is_within_the_limits(texts: str, limits: Limits, batches: list[str]) -> None:
    assert texts_of([*cut(claims(texts, limits), Settings())]) == [list(batch) for batch in batches]


def test_only_payloads_of_one_key_meet() -> None:
    pieces = [*cut(claims("abcd", Limits(items=9), users=[1, 2, 1, 2]), Settings())]
    assert texts_of(pieces) == [["a", "c"], ["b", "d"]]


def test_a_payload_too_large_for_any_request_is_named_and_the_others_go() -> None:
    pieces = [*cut(claims(["a", "b" * 100, "c"], Limits(items=9, bytes=20)), Settings())]
    assert texts_of(pieces) == [["a"], ["c"]]
    assert refusals(pieces) == ["its body has 104 bytes, and toy takes at most 20 per request"]


def test_one_payload_that_cannot_be_built_does_not_stop_its_batch() -> None:
    pieces = [*cut(claims(["a", "b", "poison", "d"], Limits(items=9)), Settings())]
    assert texts_of(pieces) == [["a", "b"], ["d"]]
    assert refusals(pieces) == ["no request could be built: KeyError: 'poison'"]


def test_rows_count_and_not_only_payloads() -> None:
    pieces = [*cut(claims(["aa", "bb", "cc"], Limits(items=4), several_rows), Settings())]
    assert texts_of(pieces) == [["aa", "bb"], ["cc"]]


def test_one_payloads_own_rows_stay_together() -> None:
    assert texts_of([*cut(claims(["aaaaa"], Limits(items=4), several_rows), Settings())]) == [["aaaaa"]]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        pytest.param([], "no request was made for a payload", id="no request at all"),
        pytest.param(
            [Request("POST", "https://toy.example/", {}, b"", items=(7,))],
            "a request names payload 7 of 1",
            id="a request about nobody",
        ),
        pytest.param(
            None,
            "its build returned NoneType where a Request, a Write or a list of them belongs",
            id="nothing returned",
        ),
    ],
)
def test_a_build_that_returns_nonsense_is_named(made: Any, reason: str) -> None:
    pieces = [*cut(claims("a", Limits(), lambda *_: made), Settings())]
    assert refusals(pieces) == [f"no request could be built: {reason}"]


def test_a_key_that_fails_concerns_one_payload() -> None:
    pieces = [*cut(claims("ab", Limits(items=9), users=[[], 1]), Settings())]
    assert texts_of(pieces) == [["b"]]
    assert refusals(pieces) == ["no request could be built: TypeError: unhashable type: 'list'"]


@given(
    st.lists(st.tuples(st.text("abc", max_size=30), st.integers(0, 3)), max_size=40),
    st.integers(1, 12),
    st.integers(1, 200),
)
def test_every_payload_is_in_one_piece_and_keys_keep_their_order(
    rows: list[tuple[str, int]], items: int, size: int
) -> None:
    claimed = claims([text for text, _ in rows], Limits(items=items, bytes=size), users=[user for _, user in rows])
    pieces = [*cut(claimed, Settings())]
    members = [member for piece in pieces for member in (piece.members if isinstance(piece, Batch) else [piece.member])]
    ordered = sorted(range(len(rows)), key=lambda number: [user for _, user in rows].index(rows[number][1]))
    assert [int(member.delivery.id) for member in members] == ordered
    for piece in pieces:
        if isinstance(piece, Batch):
            assert len(piece.members) <= items
            assert all(len(request.body) <= size for request in piece.requests)
