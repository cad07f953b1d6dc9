"""Letters come back as they were written, and their events byte for byte."""

import json

import pytest

from actions.stream.failed_event import (
    FORMAT,
    FailedEvent,
    FailedEventError,
    NewerFormatError,
    read_failed_events,
    write_failed_events,
)

FULL = FailedEvent(
    b'{"type": "track", "n": 12345678901234567890.10}',
    "shop",
    "orders",
    3,
    "078322-0fb14b8a4f2264a4475bc7db33d9",
    "m-1",
    "0123456789abcdef",
    "rejected",
    'answered 400: "no"',
    400,
    2,
    1_772_360_130.25,
    1_772_360_190.5,
)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(b'{"a": 1.10, "a": 2, "big": 1e999999, "n": 123456789012345678901234567890}', id="numbers"),
        pytest.param(b'  {"a" :\t"\\ud83d\\ude00 \xc3\xa4"}', id="blanks and escapes"),
        pytest.param(b'{"half": "\\ud800"}', id="half a character"),
        pytest.param(b"not json at all", id="no JSON"),
        pytest.param(b'{"a": NaN}', id="NaN"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"a":\n1}', id="JSON in two lines"),
        pytest.param(b'"just a text"', id="a text"),
        pytest.param(b"[" * 5000, id="nested without an end"),
    ],
)
def test_the_event_of_a_letter_stays_what_it_was(event: bytes) -> None:
    written = write_failed_events([FailedEvent(event, "shop"), FULL])
    assert written.count(b"\n") == 2
    assert read_failed_events(written) == [FailedEvent(event.strip(), "shop"), FULL]


def test_of_bytes_that_are_no_text_a_letter_has_what_can_be_read() -> None:
    (read,) = read_failed_events(write_failed_events([FailedEvent(b'{"a": "\xff"}', "shop")]))
    assert read.event.decode() == '{"a": "\N{REPLACEMENT CHARACTER}"}'


def test_a_letter_is_json_that_people_can_read() -> None:
    written = json.loads(write_failed_events([FULL]))
    assert written["event"] == {"type": "track", "n": 12345678901234567890.10}
    assert (written["instance"], written["id"], written["tries"]) == ("shop", FULL.id, 2)


@pytest.mark.parametrize("data", [b"{}", b'{"type": "track"}', b"x", b'{"instance": "a", "event": ', b"\xff"])
def test_what_is_no_failed_event_is_refused(data: bytes) -> None:
    with pytest.raises(FailedEventError, match="this is not a failed event"):
        read_failed_events(data + b"\n")


def test_each_row_says_its_format_and_one_without_is_of_the_first() -> None:
    row = write_failed_events([FULL])
    assert json.loads(row)["format"] == FORMAT
    assert read_failed_events(row.replace(b',"format":1', b"")) == [FULL]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(b'{"format": 2, "instance": "a", "event": {}}', id="one that could be read"),
        pytest.param(b'{"format": 2, "for": ["a"]}', id="one that could not"),
    ],
)
def test_a_row_of_a_newer_version_is_refused_with_what_it_needs(row: bytes) -> None:
    with pytest.raises(NewerFormatError, match="has format 2, and this version reads up to 1: install a newer one"):
        read_failed_events(row)
