"""The values that a path has in the events."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from actions.personal_names import is_personal_name
from actions.studio.model.files.events import SeenEvent
from actions.trigger.trace import shorten
from actions.workbench.people import without_texts
from mappings.budget import Budget
from mappings.expr.expression import compile_expression
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.findings.show import show

MOST_VALUES: Final = 20
BINS: Final = 12
# The difference of two numbers of this size is one, too; an integer may be longer than a float can be.
LARGEST: Final = 1e300
# Numbers between these are written without fractions, larger ones with an exponent.
LEAST_WHOLE, MOST_WHOLE = 1e3, 1e15
# So many of the values must be numbers that they are shown as ranges.
MOSTLY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Values:
    """How many events have each value, the most frequent first, or each range of numbers in its order."""

    rows: tuple[tuple[str, int], ...]
    different: int
    missing: int
    total: int
    is_hidden: bool = False

    @property
    def rest(self) -> int:
        """How many events have a value that is in no row."""
        return self.total - self.missing - sum(number for _, number in self.rows)


def values_of(events: Iterable[SeenEvent], path: str, *, reveal: bool = False) -> Values:
    """What the path finds in the events; ValueError says why it is not a path."""
    try:
        expression = compile_expression(path)
    except ExpressionError as error:
        raise ValueError(str(error)) from None
    found: Counter[str] = Counter()
    numbers: list[float] = []
    missing = total = 0
    for one in events:
        total += 1
        try:
            value = expression(one.value, Budget())
        except EvaluationError:
            value = None
        if value is None:
            missing += 1
            continue
        found[str(show(shorten(value)))] += 1
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
            numbers.append(float(value))
    if not reveal and _is_personal(path):
        return Values((), len(found), missing, total, is_hidden=True)
    if len(found) > MOST_VALUES and len(numbers) >= MOSTLY * (total - missing):
        return Values(tuple(_ranges(numbers)), len(found), missing, total)
    rows = tuple(
        (str(words if reveal else without_texts(words, ())), number) for words, number in found.most_common(MOST_VALUES)
    )
    return Values(rows, len(found), missing, total)


def _ranges(numbers: list[float]) -> Iterator[tuple[str, int]]:
    """The numbers in ranges of one width."""
    least, most = min(numbers), max(numbers)
    width = (most - least) / BINS or 1.0
    counted = Counter(min(int((one - least) / width), BINS - 1) for one in numbers)
    for at in range(BINS):
        start = least + at * width
        yield f"{_short(start)} to {_short(start + width)}", counted[at]


def _short(number: float) -> str:
    """The number in four digits.

    >>> _short(10641.7), _short(0.25)
    ('10,640', '0.25')
    """
    rounded = float(f"{number:.4g}")
    return f"{rounded:,.0f}" if LEAST_WHOLE <= abs(rounded) < MOST_WHOLE else f"{rounded:,.4g}"


def _is_personal(path: str) -> bool:
    steps = re.findall(r"\w+", path)
    return any(is_personal_name(step, steps[at - 1] if at else "") for at, step in enumerate(steps))
