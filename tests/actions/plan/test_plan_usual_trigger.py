"""What is read at one look is what the careful reader reads, and finds nothing wrong with."""

from random import Random

import pytest

from actions.plan.usual_trigger import NOWHERE, read_usual
from actions.trigger.condition import Condition
from actions.trigger.one_line import parse_one_line
from mappings.event_fields import EVENT_FIELDS
from mappings.findings.diagnostic import Report
from mappings.located import Located

READ = (
    'type = "track"',
    'type="track" and event = "Order Completed"',
    'event = "a = b and c"',
    'type = "track"and event exists',
    "context.traits exists and properties.plan  exists ",
    'context.page.url = "https://example.com/?a=1"',
)
LEFT = (
    "",
    "type",
    'type = "trakc"',
    'type == "track"',
    'type = "track" or event = "A"',
    'type = "track" and',
    'type = "track" and not event exists',
    'event = "a \\" b"',
    'event = ""',
    "event = 'A'",
    'evnt = "A"',
    'event.properties = "A"',
    'properties.null = "A"',
    'properties.in = "A"',
    'properties."a b" = "A"',
    'properties.items[0].id = "A"',
    'properties.total = "A',
    "properties existsnot",
)
PIECES = (
    *('type = "track"', 'event = "A"', "context.traits exists", " and ", " and ", " and ") * 4,
    *("type", "event", "context.traits", "properties.plan", "userId", "evnt", "null", "exists", "in", "not", "or"),
    *(" and ", " and ", " = ", " = ", "=", '"track"', '"Order Completed"', '"trakc"', '""', " exists", " exists"),
    *(" ", ".", "(", ")", '"', "\\", "'", "!", ">", "3", "AND", "\n"),
)


@pytest.mark.parametrize("text", READ)
def test_the_usual_text_is_read(text: str) -> None:
    assert read_usual(text) == careful(text)


@pytest.mark.parametrize("text", LEFT)
def test_any_other_is_left_to_the_careful_reader(text: str) -> None:
    assert read_usual(text) is None


@pytest.mark.parametrize("seed", range(10))
def test_random_texts_are_read_alike_or_left(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    read = 0
    for _ in range(3000):
        text = "".join(random.choices(PIECES, k=random.randrange(1, 9)))
        found = read_usual(text)
        assert found is None or found == careful(text), text
        read += found is not None
    assert read > 10


def careful(text: str) -> Condition | None:
    """The condition, None if anything can be said about it."""
    report = Report()
    condition = parse_one_line(Located(text, NOWHERE), report, EVENT_FIELDS, 1)
    return None if report.found else condition
