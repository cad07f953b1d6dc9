"""What is left of records once people are deleted."""

import json
from typing import Any

import pytest

from actions.serve.journal import Record
from actions.serve.privacy.erasing import Erasing
from actions.serve.privacy.suppressions import hash_of

ADA, BOB = {"userId": "ada", "event": "A"}, {"userId": "bob", "event": "B"}


def events(value: Any) -> list[Any]:
    found: list[Any] = value["batch"] if isinstance(value, dict) else value
    return found


# What the record holds, and the events that are left: None where nothing is, all of them where it stays as it was.
ROWS: dict[str, tuple[Any, list[Any] | None]] = {
    "an event of the person": (ADA, None),
    "an event of another": (BOB, [BOB]),
    "an event that only speaks of the id": (
        {**BOB, "properties": {"of": "ada"}},
        [{**BOB, "properties": {"of": "ada"}}],
    ),
    "an alias that gives the person a new id": ({"type": "alias", "userId": "new", "previousId": "ada"}, None),
    "an id in a list": ({"event": "A", "userId": ["ada"]}, None),
    "an id in an object": ({"event": "A", "anonymousId": {"id": "ada"}}, None),
    "a device of the person": ({"anonymousId": "ada"}, None),
    "a batch of several people": ({"batch": [ADA, BOB, ADA, BOB], "sentAt": "x"}, [BOB, BOB]),
    "a batch that ends with the person": ({"batch": [BOB, ADA]}, [BOB]),
    "a batch of the person alone": ({"batch": [ADA, ADA]}, None),
    "a batch of others": ({"batch": [BOB]}, [BOB]),
    "a list": ([ADA, BOB], [BOB]),
}


@pytest.mark.parametrize("asked", [Erasing(["ada"]), Erasing([], [hash_of("ada")])], ids=["by id", "by hash"])
@pytest.mark.parametrize(("given", "left"), ROWS.values(), ids=ROWS)
def test_of_a_record_is_left(given: Any, left: list[Any] | None, asked: Erasing) -> None:
    record = Record(1, "", json.dumps(given).encode())
    made = asked(record)
    if left is None:
        assert made is None
        return
    assert made is not None
    assert len(made.body) == len(record.body)
    found = json.loads(made.body)
    assert (events(found) if isinstance(given, list) or "batch" in given else [found]) == left
    assert b"ada" not in made.body or made is record


def test_what_cannot_be_read_goes_where_it_names_the_person() -> None:
    assert Erasing(["ada"])(Record(1, "", b'{"batch":[{"userId":"ada"},{"n":NaN')) is None
    kept = Record(1, "", b'{"batch":[{"userId":"bob"},{"n":NaN')
    assert Erasing(["eve"])(kept) is kept
