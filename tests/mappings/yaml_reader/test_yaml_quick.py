"""The quick reading of a text is the careful one, value for value and place for place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mappings.findings.diagnostic import Report
from mappings.lazy_located import LazyLocated
from mappings.located import Located
from mappings.yaml_reader.quick import LIBYAML, read_quickly
from mappings.yaml_reader.read import read_carefully, read_yaml
from mappings.yaml_reader.source import Source

ROOT = Path(__file__).parents[3]
FILES = sorted(path for room in ("actions", "destinations", "tests") for path in (ROOT / room).rglob("*.yaml"))
# Whole lines, so that most texts can be read, and pieces, so that many cannot.
PIECES = (
    *("a: b\n", "  c: d\n", "- x\n", "  - y: z\n", "k: [1, 2]\n", "q: {a: b, c: 'd'}\n", "t: |\n  l1\n  l2\n\n"),
    *("u: >\n  f1\n  f2\n\n", 's: "q\\n\\u00e9"\n', "# c\n", "é: 'it''s'\n", "\n", "---\n", "x: a b\n   c d\n"),
    *("m:\n", 'n: "a\n  b"\n', "? k\n: v\n", "{a: 1,\n b: 2}\n", "v: 🙂 y\n", "w: 'x'   # c\n", "...\n", "g: 007\n"),
    *("- - a\n", "  - b\n", "z: -\n", "o: 1.50\n", "version: 1.50\n", "h: ~\n", "i: 1e999\n", "j: 0x1F\n", "l: NO\n"),
    *("p: |-  # c\n  x\n", "r: >#\n  x\n", "{e: {f: }}\n", "<<: {a: 1}\n", "&x y: *x\n", "! t: u\n", "%YAML 1.1\n"),
    *(" ", "  ", ":", "-", "[", "]", "{", "}", ",", "'", '"', "#", "\\", "|", ">", "\r\n", "\r", "1", '"\\ud800"'),
)
HOSTILE = ("[" * 50_000, "{a: " * 5000, "- " * 50_000, "[" * 64 + "]" * 64, "[" * 65 + "]" * 65, "a: " + "x" * 500_000)
needs_libyaml = pytest.mark.skipif(not LIBYAML, reason="PyYAML stands here without libyaml")


@needs_libyaml
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_this_project_is_read_alike(path: Path) -> None:
    assert_alike(path.read_text(encoding="utf-8"))


@needs_libyaml
@pytest.mark.parametrize("seed", range(20))
def test_random_texts_are_read_alike(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    read = sum(assert_alike("".join(random.choices(PIECES, k=random.randrange(1, 9)))) for _ in range(1000))
    assert read > 50, "hardly any of the texts was one that is read quickly"


@needs_libyaml
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:8]} of {len(text)}")
def test_deep_and_long_texts_are_read_alike(text: str) -> None:
    assert_alike(text)


@needs_libyaml
def test_the_usual_file_is_read_quickly() -> None:
    (document,) = read_yaml("version: 1\nactions:\n  - {do: track}\n", "a.yaml", Report())
    do = document.at("actions", 0, "do")
    assert isinstance(do, LazyLocated)
    assert (do.value, str(do.place), str(do.key_place)) == ("track", "a.yaml:3:10", "a.yaml:3:6")


def assert_alike(text: str) -> bool:
    """Whether the text is one that is read quickly; if it is, the careful reader says the same and finds nothing."""
    source = Source("a.yaml", text)
    quick = read_quickly(source)
    if quick is None:
        return False
    report = Report()
    careful = read_carefully(source, report)
    assert not report.found, text
    assert [list(parts(one)) for one in quick] == [list(parts(one)) for one in careful], text
    return True


def parts(spot: Located) -> Iterator[tuple[Any, ...]]:
    """The spot and all inside it: values with their types, as 1 equals 1.0 and True, and all places."""
    key = spot.key and (spot.key.value, spot.key.place)
    yield type(spot.value), repr(spot.value), spot.place, spot.key_place, list(spot.offsets), key
    for step in spot.children if isinstance(spot.children, Mapping) else range(len(spot.children)):
        yield from parts(spot.at(step))
