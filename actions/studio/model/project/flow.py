"""Events, the actions that take them, and the instances they go to: as boxes in three columns with bands between."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from actions.studio.model.project.counts import Counts

MOST_BOXES: Final = 22
WIDTH: Final = 1160
BOX: Final = 10
LEFTS: Final = (230, 640, 930)
LEAST, GAP, TOP, ROOM = 13.0, 9.0, 26.0, 380.0
NOBODY: Final = ""
OTHERS: Final = "\0others"


@dataclass(slots=True)
class Box:
    """A box: its key is the name of events, the key of an action or of an instance.

    `number` are the events it stands for, `passed` how many leave it or come to it, which is more where several actions
    take one event; `used` is what bands have taken of its height.
    """

    key: str
    words: str
    number: int
    passed: int
    x: float
    y: float = 0.0
    height: float = 0.0
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


@dataclass(frozen=True, slots=True)
class Band:
    """So many events from one box to another, as the middle of its two ends and its width."""

    words: str
    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    is_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """All boxes by column, and the bands."""

    columns: tuple[tuple[Box, ...], ...]
    bands: tuple[Band, ...]
    height: float


def diagram(counts: Counts, names: dict[str, str]) -> Diagram:
    """The diagram of what was counted; `names` has the words for the keys of actions."""
    links: Counter[tuple[str, str]] = Counter()
    sums: Counter[str] = Counter()
    for event in counts.events:
        for key, number in (*counts.names.get(event, Counter()).items(), (NOBODY, counts.unhandled[event])):
            if number:
                links[event, key] += number
                sums[key] += number
    events, actions = _most(counts.events), _most(sums)
    first = _joined(links, events, actions)
    second: Counter[tuple[str, str]] = Counter()
    for key, number in sums.items():
        if key != NOBODY:
            second[key if key in actions else OTHERS, key.partition(".")[0]] += number
    words = {**names, NOBODY: "no action", OTHERS: f"{len(sums) - len(actions)} more actions"}
    columns = (
        _column(_sums(first, 0), LEFTS[0], {OTHERS: f"{len(counts.events) - len(events)} more names"}, counts.events),
        _column(_sums(first, 1), LEFTS[1], words),
        _column(_sums(second, 1), LEFTS[2], {}),
    )
    height = max((one.y + one.height for column in columns for one in column), default=TOP) + GAP
    bands = [*_bands(columns[0], columns[1], first), *_bands(columns[1], columns[2], second)]
    return Diagram(columns, tuple(bands), height)


def _most(numbers: Counter[str]) -> set[str]:
    """The most frequent ones, all where they are few."""
    most = len(numbers) if len(numbers) <= MOST_BOXES else MOST_BOXES - 1
    return {name for name, _ in numbers.most_common(most)}


def _joined(links: Counter[tuple[str, str]], events: set[str], actions: set[str]) -> Counter[tuple[str, str]]:
    joined: Counter[tuple[str, str]] = Counter()
    for (event, key), number in links.items():
        joined[event if event in events else OTHERS, key if key in actions else OTHERS] += number
    return joined


def _sums(links: Counter[tuple[str, str]], side: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for ends, number in links.items():
        sums[ends[side]] += number
    return sums


def _column(
    numbers: Counter[str], x: float, words: dict[str, str], events: Counter[str] | None = None
) -> tuple[Box, ...]:
    """The boxes of a column, the largest first, else in the order of counting, what stands for the rest last."""
    rest = sum((events or numbers).values()) - sum((events or numbers)[key] for key in numbers)
    order = sorted(numbers.items(), key=lambda one: (one[0] in (NOBODY, OTHERS), -one[1]))
    whole, at, made = sum(numbers.values()) or 1, TOP, []
    for key, number in order:
        height = max(LEAST, ROOM * number / whole)
        events_of = number if events is None else rest if key == OTHERS else events[key]
        made.append(Box(key, words.get(key, key), events_of, number, x, at, height))
        at += height + GAP
    return tuple(made)


def _bands(left: tuple[Box, ...], right: tuple[Box, ...], links: Counter[tuple[str, str]]) -> list[Band]:
    by_key = {one.key: one for one in right}
    made: list[Band] = []
    for box in left:
        for other in right:
            number = links.get((box.key, other.key), 0)
            if not number:
                continue
            made.append(_band(box, by_key[other.key], number))
    return made


def _band(box: Box, other: Box, number: int) -> Band:
    out, into = box.height * number / box.passed, other.height * number / other.passed
    start = box.y + box.used["out"] + out / 2
    end = other.y + other.used["in"] + into / 2
    box.used["out"] += out
    other.used["in"] += into
    words = f"{box.words} → {other.words}: {number:,}"
    width = max(1.0, min(out, into))
    return Band(words, (box.x + BOX, start), (other.x, end), width, other.key == NOBODY)
