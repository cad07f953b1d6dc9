import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml

WORD = st.text("ab é😀{}#:,'\"\\-", min_size=1, max_size=6)
LINES = st.lists(st.one_of(WORD, st.just("")), min_size=1, max_size=5)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


def read(text: str) -> tuple[Located, list[str]]:
    """The value under `x`, and the file's lines as an editor counts them."""
    report = Report()
    (spot,) = read_yaml(text, "a.yaml", report)
    assert report.found == []
    return spot.at("x"), re.split(r"\r\n|\r|\n", text)


def seen(spot: Located, lines: list[str]) -> str:
    """What the file shows at the place of each character of the value; a line's end shows as a break."""
    places = [spot.offsets[at] for at in range(len(spot.value))]
    return "".join(f"{lines[line - 1]}\n"[column - 1] for line, column in places)


def assert_followed(text: str, *, unescape: bool = False) -> None:
    spot, lines = read(text)
    assert isinstance(spot.value, str)
    assert len(spot.offsets) == len(spot.value) + 1
    assert list(spot.offsets) == sorted(spot.offsets)
    for shown, meant in zip(seen(spot, lines), spot.value, strict=True):
        # A fold shows the break or the space before it; an escape shows its backslash.
        assert shown == meant or (meant == " " and shown == "\n") or (unescape and shown == "\\")


@given(
    LINES,
    BREAKS,
    st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "|2", ">2-", "| # c"]),
    st.integers(1, 3),
)
def test_block_texts_are_followed(lines: list[str], end: str, header: str, deep: int) -> None:
    indent = 2 if "2" in header else deep
    body = end.join(" " * indent + line if line else "" for line in ["a", *lines])
    assert_followed(f"x: {header}{end}{body}{end}y: 1{end}")
    assert_followed(f"x: {header}{end}{body}")


@given(LINES, BREAKS)
def test_single_quoted_texts_are_followed(lines: list[str], end: str) -> None:
    body = f"{end}  ".join(line.replace("'", "''") for line in lines)
    assert_followed(f"x: '{body}'{end}")


@given(LINES, BREAKS, st.booleans())
def test_double_quoted_texts_are_followed(lines: list[str], end: str, join: bool) -> None:
    escaped = [re.sub(r'["\\é]', lambda found: f"\\U{ord(found[0]):08x}", line) for line in lines]
    body = (f"\\{end}  " if join else f"{end}  ").join(escaped)
    assert_followed(f'x: "{body}\\t\\x41\\""', unescape=True)


@given(
    st.lists(st.text("abé😀{}\"\\'", min_size=1, max_size=4), min_size=1, max_size=6),
    st.lists(st.integers(0, 3), max_size=6),
    BREAKS,
)
def test_plain_texts_are_followed(words: list[str], gaps: list[int], end: str) -> None:
    text = "a"
    for word, gap in zip(words, gaps, strict=False):
        text += (f" {end}" + end * (gap - 1) + "  " if gap else "  ") + word
    assert_followed(f"x: {text} # c")


@pytest.mark.parametrize(
    ("text", "start", "end", "span"),
    [
        pytest.param("x: properties.Order ID", 16, 19, (1, 20, 1, 23), id="plain"),
        pytest.param("x: a\n   b", 2, 3, (2, 4, 2, 5), id="the second line of a plain text"),
        pytest.param("x: 'it''s b'", 5, 6, (1, 11, 1, 12), id="after a doubled quote"),
        pytest.param(r'x: "\u0041\tb"', 2, 3, (1, 13, 1, 14), id="after escapes"),
        pytest.param("x: |\n  ab\n  cd\n", 3, 5, (3, 3, 3, 5), id="the second line of a block"),
        pytest.param("x: >-\n\n  ab\n  cd\n", 4, 6, (4, 3, 4, 5), id="a folded block after an empty line"),
        pytest.param("x: |2\n    ab\n", 0, 3, (2, 3, 2, 6), id="a block with its indentation said"),
        pytest.param("x: abc", 3, 3, (1, 7, 1, 7), id="the end"),
        pytest.param("x: abc", 7, 9, (1, 7, 1, 7), id="beyond the end"),
        pytest.param("x: ''", 0, 0, (1, 5, 1, 5), id="an empty text"),
        pytest.param("\ufeffx: abc", 1, 2, (1, 5, 1, 6), id="after a BOM"),
        pytest.param("é: 1\r\nx: 😀b", 1, 2, (2, 5, 2, 6), id="after Windows ends and wide characters"),
    ],
)
def test_characters_of_a_value_are_found_in_the_file(text: str, start: int, end: int, span: tuple[int, ...]) -> None:
    spot, _ = read(text)
    place = spot.inside(start, end)
    assert (place.line, place.column, place.end_line, place.end_column) == span


def test_a_map_has_no_characters_so_all_of_it_is_meant() -> None:
    spot, _ = read("x: {a: b}")
    assert spot.inside(1, 2) == spot.place
