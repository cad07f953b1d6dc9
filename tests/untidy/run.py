"""All pairs of untidiness, which takes an hour: `python -m tests.untidy.run --pairs all`, or a number of them."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

from tests.untidy.compare import faults, oracles
from tests.untidy.orders import MISSING, Kind, kinds_of

Pair = tuple[str, Kind, Kind]


def pairs(action: str) -> Iterator[Pair]:
    """Two kinds at once that change different values of the order."""
    found = list(kinds_of(action.split(".", maxsplit=1)[0]).values())
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            if not (is_inside(one, other) or is_inside(other, one) or is_about(one, other) or is_about(other, one)):
                yield action, one, other


def is_inside(one: Kind, other: Kind) -> bool:
    return one.path[: len(other.path)] == other.path


def is_about(one: Kind, other: Kind) -> bool:
    """Whether the sign or code of an amount stands beside a currency that is not said, which it then chooses."""
    has_sign = isinstance(other.value, str) and any(sign in other.value for sign in ("$", "€", "EUR"))
    return one.path == ("properties", "currency") and one.outcome == MISSING and has_sign


def sample(action: str, count: int, seed: int) -> list[Pair]:
    """Pairs of the action, the same for a seed."""
    random = Random(f"{seed} {action}")  # noqa: S311 - the choice of tests
    return random.sample(list(pairs(action)), count)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", default="2000", help="how many, or all")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chosen = [
        pair
        for action in oracles()
        for pair in (
            pairs(action) if asked.pairs == "all" else sample(action, int(asked.pairs) // len(oracles()), asked.seed)
        )
    ]
    points, wrong = Counter[str](), 0
    for action, one, other in chosen:
        expected, found = faults(oracles()[action], [one, other])
        points[expected.point or "goes"] += 1
        wrong += bool(found)
        if found:
            say(f"{action}: {one.name}, {other.name}: {'; '.join(found)}")
    for point, count in points.most_common():
        say(f"{count:8} {point}")
    say(f"{wrong:8} of {len(chosen)} are not as they should be")


if __name__ == "__main__":
    main()
