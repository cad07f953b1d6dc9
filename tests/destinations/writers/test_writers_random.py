"""Random rows in random batches: each is there to the last digit, or rejected for a column and a value of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from destinations.sdk import Outcome, Rejected, Sent
from destinations.sdk.refusal import shown
from tests.destinations.writers.conftest import STORES, TRIED
from tests.destinations.writers.stores import Store, delivered, found_in, is_kept, payload_of, writers

StoreOf = Callable[[str], Store]
Columns = dict[str, Any]

# Few names, so that many values meet in one column; some of them are where other values go.
NAMES = st.sampled_from(["a", "b", "A", "select", "a__text", "a__decimal", "größe 2"])
EDGES = [0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**64 - 1, 10**18]
NUMBERS = (
    st.sampled_from(EDGES)
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.1, 19.99, 1e-18, 1e20, 1e300, 5e-324, -0.0, 3.0])
)
TEXTS = st.sampled_from(["", " ", "pro", "3", "007", "true", "null", "{}", "a\x00b", "\\u0000", '"']) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b c"]), inner, max_size=2),
    max_leaves=4,
)
ROWS = st.dictionaries(NAMES, VALUES, max_size=4)
BATCHES = st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=1, max_size=3)


def holds_zero(value: Any) -> bool:
    """Whether the character 0 is in the value."""
    if isinstance(value, Mapping):
        return any(map(holds_zero, [*value.keys(), *value.values()]))
    return any(map(holds_zero, value)) if isinstance(value, list) else isinstance(value, str) and "\x00" in value


def may_be_rejected(name: str, columns: Columns, others: Sequence[Columns]) -> list[str]:
    """The columns for which this store may refuse the row."""
    if name == "postgres":
        return [one for one, value in columns.items() if holds_zero(value)]
    is_taken = any(row.get("a__text") is not None for row in others)
    return ["a"] if name == "files as Parquet" and is_taken and columns.get("a") is not None else []


def check_row(columns: Columns, outcome: Outcome, row: Mapping[str, Any] | None, causes: Sequence[str]) -> None:
    if isinstance(outcome, Rejected):
        assert any(f'column "{one}"' in outcome.reason and shown(columns[one]) in outcome.reason for one in causes)
        assert row is None
        return
    assert outcome == Sent()
    assert row is not None
    for one, value in columns.items():
        assert is_kept(value, found_in(row, one, columns)), (one, value, row)


def write(store: Store, kind: Any, batches: Sequence[Sequence[Columns]]) -> list[tuple[str, Columns, Outcome]]:
    numbers = iter(range(1000))
    if store.destination == "duckdb":
        # Names that differ in case alone are one there; test_duckdb.py has what becomes of them.
        batches = [[{name: value for name, value in row.items() if name != "A"} for row in rows] for rows in batches]
    payloads = [[payload_of(kind, next(numbers), columns) for columns in batch] for batch in batches]
    reported = delivered(store, kind, *payloads)
    return [
        (payload.id, columns, outcome)
        for batch, made, outcomes in zip(batches, payloads, reported, strict=True)
        for columns, payload, outcome in zip(batch, made, outcomes, strict=True)
    ]


# Kafka's consumer takes a second each time.
OFTEN = [
    pytest.param(name, 5 if name == "kafka" else 25, marks=[pytest.mark.slow] if name == "duckdb" else [], id=name)
    for name in STORES
]


@pytest.mark.parametrize(("name", "examples"), OFTEN)
def test_every_row_is_there_or_rejected_for_itself(store_of: StoreOf, name: str, examples: int) -> None:
    kind = next(kind for one, kind in writers() if one.name == name.partition(" ")[0] and kind.name == "page")

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(BATCHES)
    def run(batches: list[list[Columns]]) -> None:
        store = store_of(name)
        reported = write(store, kind, batches)
        found = store.rows("things") if any(outcome == Sent() for _, _, outcome in reported) else {}
        for number, columns, outcome in reported:
            causes = may_be_rejected(name, columns, [row for batch in batches for row in batch])
            check_row(columns, outcome, found.get(number), causes)
        assert len(found) == sum(outcome == Sent() for _, _, outcome in reported)

    run()


@pytest.mark.parametrize("name", [one for one in TRIED if one.id != "kafka"])
def test_the_order_of_a_batch_is_of_no_account(store_of: StoreOf, name: str) -> None:
    kind = next(kind for one, kind in writers() if one.name == name.partition(" ")[0] and kind.name == "page")

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ROWS, min_size=2, max_size=8).flatmap(lambda rows: st.permutations(list(enumerate(rows)))))
    def run(rows: list[tuple[int, Columns]]) -> None:
        kept = []
        for batch in (sorted(rows, key=lambda row: row[0]), rows):
            reported = write(store_of(name), kind, [[columns for _, columns in batch]])
            kept.append({number for (number, _), one in zip(batch, reported, strict=True) if one[2] == Sent()})
        assert kept[0] == kept[1]

    run()
