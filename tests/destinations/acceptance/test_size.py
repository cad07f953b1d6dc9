"""A destination is small."""

from statistics import median

from tests.destinations.acceptance.built_in import NAMES, ROOT

MOST = 150


def lines_of(name: str) -> int:
    """The lines of Python in a destination's folder; what plays the vendor is not counted."""
    modules = (ROOT / "destinations" / name).glob("*.py")
    return sum(len(one.read_text(encoding="utf-8").splitlines()) for one in modules if one.stem != "stand_in")


def test_half_of_the_built_in_destinations_have_fewer_than_150_lines() -> None:
    lines = {name: lines_of(name) for name in NAMES}
    assert median(lines.values()) < MOST, lines
