from typing import Any

import pytest

from mappings.findings.diagnostic import Diagnostic, Report
from mappings.located import Located
from mappings.yaml_reader import decode, read_yaml


def read(text: str) -> tuple[list[Located], list[Diagnostic]]:
    report = Report()
    return read_yaml(text, "a.yaml", report), report.found


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("Off", "Off"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("nUll", "nUll"),
        ("12", 12),
        ("-3", -3),
        ("-0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("+5", "+5"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2026-11-23", "2026-11-23"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".5", ".5"),
        ("1.", "1."),
        (".inf", ".inf"),
        ("-.INF", "-.INF"),
        (".nan", ".nan"),
        ("0b1", "0b1"),
        ("0x", "0x"),
        ("١٢", "١٢"),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'null'", "null"),
        ("'it''s'", "it's"),
        (r'"a\tb\u00e9\x41"', "a\tbéA"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_and_json_say(written: str, value: object) -> None:
    spots, found = read(f"x: {written}")
    assert not found
    assert spots[0].value == {"x": value}
    assert type(spots[0].value["x"]) is type(value)


def test_leading_zeros_are_read_as_a_decimal_number_and_warned_of() -> None:
    spots, found = read("a: 010")
    assert spots[0].value == {"a": 10}
    assert [(one.code, str(one.place), one.hint) for one in found] == [
        ("W111", "a.yaml:1:4", "if it is a code or a version, put it in quotes: '010'")
    ]


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        pytest.param("app_version: 1.20", True, id="a version that loses its zero"),
        pytest.param("app_version: 1.2", False, id="a version that loses nothing"),
        pytest.param("app_version: '1.20'", False, id="a quoted version"),
        pytest.param("price: 1.20", False, id="a price"),
        pytest.param("id: 0", False, id="zero itself"),
    ],
)
def test_only_a_number_that_loses_digits_somebody_meant_is_warned_of(text: str, warned: bool) -> None:
    _, found = read(text)
    assert [one.code for one in found] == ["W111"] * warned


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: {b: [1, {c: d}], e: f}", {"a": {"b": [1, {"c": "d"}], "e": "f"}}, id="flow maps and lists"),
        pytest.param("a:\n- b\n- c:\n    d: 1\n", {"a": ["b", {"c": {"d": 1}}]}, id="block maps and lists"),
        pytest.param(
            "1: x\ntrue: y\nnull: z\n1.50: w",
            {"1": "x", "true": "y", "null": "z", "1.50": "w"},
            id="keys are text",
        ),
        pytest.param("'a b': 1\n\"<<\": 2", {"a b": 1, "<<": 2}, id="quoted keys"),
        pytest.param("\ufeffa: 1\r\nb: 2  \r\n", {"a": 1, "b": 2}, id="BOM, Windows ends, trailing spaces"),
        pytest.param("# only\na: b # c\n", {"a": "b"}, id="comments"),
        pytest.param("a: |\n  b\n   c\n", {"a": "b\n c\n"}, id="a block text"),
        pytest.param(
            "a: properties.products[?quantity > `0`].id",
            {"a": "properties.products[?quantity > `0`].id"},
            id="a path",
        ),
        pytest.param("a: b\u00a0c", {"a": "b\u00a0c"}, id="a no-break space inside a text"),
        pytest.param("- a", ["a"], id="a list outermost"),
        pytest.param("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}, id="the version of YAML"),
        pytest.param("? a\n: b", {"a": "b"}, id="a key after a question mark"),
        pytest.param("{a, b}", {"a": None, "b": None}, id="keys without values"),
    ],
)
def test_a_document_is_read_as_plain_values(text: str, value: Any) -> None:
    spots, found = read(text)
    assert ([spot.value for spot in spots], found) == ([value], [])


def test_several_documents_are_several_spots_and_empty_ones_are_none() -> None:
    spots, found = read("a: 1\n---\nb: 2\n---\n---\nc: 3\n---\n")
    assert ([spot.value for spot in spots], found) == ([{"a": 1}, {"b": 2}, {"c": 3}], [])


def test_a_document_with_a_mistake_does_not_hide_the_others() -> None:
    spots, found = read("a: 1\na: 2\n---\nb: 2\n")
    assert [spot.value for spot in spots] == [{"b": 2}]
    assert [one.code for one in found] == ["E102"]


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ((), (1, 1, 9, 3)),
        (("a",), (1, 4, 1, 5)),
        (("b",), (3, 3, 5, 11)),
        (("b", 0), (3, 5, 3, 6)),
        (("b", 1, "c"), (4, 8, 4, 17)),
        (("b", 1, "c", "d"), (4, 12, 4, 16)),
        (("b", 1), (4, 5, 5, 11)),
        (("b", 1, "t"), (5, 8, 5, 11)),
        (("e",), (6, 4, 8, 4)),
        (("f",), (9, 3, 9, 3)),
    ],
)
def test_each_value_knows_where_it_stands(path: tuple[str | int, ...], span: tuple[int, int, int, int]) -> None:
    spots, _ = read("a: x\nb:\n  - y\n  - c: {d: 'ef'}\n    t: xyz\ne: |\n  g\n  h\nf:\n\n# end\n")
    place = spots[0].at(*path).place
    assert (place.line, place.column, place.end_line, place.end_column) == span


def test_a_value_knows_its_key_and_the_characters_of_it() -> None:
    (spot,), _ = read('a:\n  "b\\tc d": 1')
    value = spot.at("a", "b\tc d")
    assert (value.key_place.line, value.key_place.column, value.key_place.end_column) == (2, 3, 11)
    assert value.key
    assert value.key.inside(2, 3).column == 7


BACKTICK, SINGLE = "`", "put the whole value in single quotes: "


@pytest.mark.parametrize(
    ("text", "code", "at", "words"),
    [
        pytest.param("", "E101", "1:1", "empty", id="an empty file"),
        pytest.param("# nothing\n---\n", "E101", "1:1", "start it with: version: 1", id="only comments"),
        pytest.param("a: 1\nb: 2\na: 3", "E102", "3:1", 'the key "a" appears a second time', id="a key twice"),
        pytest.param("x: {a: 1, 'a': 2}", "E102", "1:11", "keep one", id="a key twice in a flow map"),
        pytest.param("a:\n\tb: 1", "E104", "2:1", "a tab", id="a tab as indentation"),
        pytest.param("a: b\t# c", "E104", "1:5", "write spaces", id="a tab between"),
        pytest.param("a: &x 1\nb: *x", "E105", "1:4", "`&x` is a YAML anchor", id="an anchor and its alias"),
        pytest.param("a: *x", "E105", "1:4", "`*x` is a YAML alias", id="an alias of nothing"),
        pytest.param("a: &a [*a]", "E105", "1:4", "anchor", id="a list inside itself"),
        pytest.param("[*x, *x, *x]", "E105", "1:2", "alias", id="many aliases"),
        pytest.param("a: 1\n<<: {b: 2}", "E105", "2:1", "merges", id="a merge"),
        pytest.param("a: !!python/object/apply:os.system [x]", "E105", "1:4", "is a YAML tag", id="a tag of Python's"),
        pytest.param("a: !!str 5", "E105", "1:4", "`!!str`", id="a tag of YAML's own"),
        pytest.param("when: !exists(a)", "E105", "1:7", "in single quotes", id="a condition that starts with !"),
        pytest.param("a: ! b", "E105", "1:4", "`!`", id="a lone exclamation mark"),
        pytest.param("a: !x!y z", "E105", "1:4", "tag", id="a tag of an unknown family"),
        pytest.param("!x a: 1", "E105", "1:1", "`!x`", id="a tag before a key"),
        pytest.param("a: !<x b", "E105", "1:4", "tag", id="half a tag"),
        pytest.param("[a]: b", "E106", "1:1", "a key must be a text", id="a list as a key"),
        pytest.param("? {a: 1}\n: b", "E106", "1:3", "a key must be a text", id="a map as a key"),
        pytest.param("*a : b", "E106", "1:1", "a key must be a text", id="an alias as a key"),
        pytest.param("a: {{ userId }}", "E106", "1:5", "a template needs quotes", id="a template without quotes"),
        pytest.param("{: b}", "E103", "1:2", "there is no name before", id="a nameless key in a flow map"),
        pytest.param("a:\n  ?\n  : b", "E106", "2:4", "this key has no name", id="a question mark without a key"),
        pytest.param(": b", "E103", "1:1", "there is no name before", id="a nameless key"),
        pytest.param("[" * 65 + "]" * 65, "E107", "1:65", "over 64 deep", id="65 lists in each other"),
        pytest.param("[" * 50_000, "E107", "1:65", "over 64 deep", id="50 000 brackets"),
        pytest.param("- " * 1000 + "a", "E107", "1:129", "over 64 deep", id="1000 dashes"),
        pytest.param("a: " + "x" * (2 << 20), "E107", "1:1", "2,097,155 bytes", id="over two mebibytes"),
        pytest.param("a: " + "é" * (1 << 20), "E107", "1:1", "split it", id="over two mebibytes in bytes only"),
        pytest.param("a: b\nc: d\x00e", "E108", "2:5", "U+0000", id="a NUL"),
        pytest.param("a: \x1b[31m", "E108", "1:4", "U+001B", id="a control character"),
        pytest.param("a: b\u2028c", "E108", "1:5", "U+2028", id="a line separator"),
        pytest.param("a: b\ufeffc", "E108", "1:5", "U+FEFF", id="a BOM in the middle"),
        pytest.param("a:\n \u00a0 b: 1", "E108", "2:2", "write a plain space", id="a no-break space to indent"),
        pytest.param("a:\u00a0b", "E108", "1:3", "write a plain space", id="a no-break space behind a colon"),
        pytest.param("a: b\u00a0\nc: d", "E108", "1:5", "write a plain space", id="a no-break space at the end"),
        pytest.param("a: b\u200bc", "E108", "1:5", "U+200B", id="a space of no width"),
        pytest.param("a:b\nc: d", "E103", "1:2", "a space behind it", id="no space after a colon"),
        pytest.param("a:\n  -b: c\n    d: e", "E103", "2:3", "a space behind it", id="no space after a dash"),
        pytest.param('w: "a = "b""', "E109", "1:10", SINGLE + "'a = \"b\"'", id="double quotes in double quotes"),
        pytest.param("a: \ud800", "E108", "1:4", "U+D800", id="a lone surrogate"),
        pytest.param(r'a: "\ud800"', "E108", "1:4", "a lone surrogate", id="a lone surrogate as an escape"),
        pytest.param(r'a: "x\UFFFFFFFFy"', "E103", "1:6", "names no character", id="an escape beyond Unicode"),
        pytest.param("a: 18446744073709551616", "E118", "1:4", "in quotes if it is an id", id="2 to the 64th"),
        pytest.param("a: " + "9" * 5000, "E118", "1:4", "beyond 64 bits", id="5000 digits"),
        pytest.param("a: 0x1ffffffffffffffff", "E118", "1:4", "beyond 64 bits", id="a long hexadecimal"),
        pytest.param("a: 1e999", "E118", "1:4", "64 bits", id="a number that is infinite"),
        pytest.param("a: join(': ', b)", "E109", "1:10", SINGLE + "'join('': '', b)'", id="a colon in a path"),
        pytest.param("name: a: b", "E109", "1:8", SINGLE + "'a: b'", id="a colon in a name"),
        pytest.param("- name: a: b # c", "E109", "1:10", SINGLE + "'a: b'", id="a colon in a name, then a comment"),
        pytest.param("a: products[].{id: x}", "E109", "1:18", "use each: and map:", id="an item list in JMESPath"),
        pytest.param(
            f"a: {BACKTICK}0{BACKTICK}",
            "E109",
            "1:4",
            SINGLE + f"'{BACKTICK}0{BACKTICK}'",
            id="a backtick first",
        ),
        pytest.param("a: @", "E109", "1:4", SINGLE + "'@'", id="an at sign first"),
        pytest.param("a: %x", "E109", "1:4", SINGLE + "'%x'", id="a per cent sign first"),
        pytest.param("a: *.id", "E109", "1:4", SINGLE + "'*.id'", id="a star first"),
        pytest.param("a: & b", "E109", "1:4", SINGLE + "'& b'", id="an ampersand first"),
        pytest.param("a: | b", "E109", "1:4", "begins a text of several lines", id="a pipe first"),
        pytest.param("a: > 5", "E109", "1:4", SINGLE + "'> 5'", id="a greater-than first"),
        pytest.param("a: [b][0]", "E109", "1:7", SINGLE + "'[b][0]'", id="brackets, then more"),
        pytest.param("a: {b: c} || d", "E109", "1:11", "already complete", id="braces, then more"),
        pytest.param("a: 'b' || c", "E109", "1:8", SINGLE + "'''b'' || c'", id="single quotes, then more"),
        pytest.param('when: "List Name" = 1', "E109", "1:19", "already complete", id="double quotes, then more"),
        pytest.param("a: ]", "E109", "1:4", "cannot start with `]`", id="a closing bracket first"),
        pytest.param("a: ? b", "E109", "1:4", SINGLE + "'? b'", id="a question mark first"),
        pytest.param("a: {from: b[0]}", "E109", "1:12", "is not allowed here, inside `{`", id="brackets inside braces"),
        pytest.param("a: {from: b[?c]}", "E109", "1:12", "in single quotes", id="a filter inside braces"),
        pytest.param(
            "a: {from: join(',', b)}",
            "E103",
            "1:18",
            "put the whole value",
            id="a quoted comma inside braces",
        ),
        pytest.param('a: "b', "E103", "1:4", 'close it with "', id="an open double quote"),
        pytest.param("a: 'b\nc: d", "E103", "1:4", "close it with '", id="an open single quote"),
        pytest.param(
            r'a: "\d+"',
            "E103",
            "1:5",
            r"`\d` means nothing inside double quotes",
            id="a regex in double quotes",
        ),
        pytest.param(r'a: "\xZZ"', "E103", "1:5", "use single quotes", id="half an escape"),
        pytest.param("a: [b, c\nd: e", "E103", "1:4", "close it with ]", id="an open bracket"),
        pytest.param("a: {b: c", "E103", "1:4", "close it with }", id="an open brace"),
        pytest.param("a: [b]]", "E103", "1:7", "closes or separates nothing", id="a bracket too many"),
        pytest.param("a: - b", "E103", "1:4", "start it on the next line", id="a list on its key's line"),
        pytest.param("a: 1\ndo purchase\nb: 2", "E103", "2:1", "write key: value", id="a line without a colon"),
        pytest.param("name: x\n  map: y", "E103", "2:3", "deeper than the one above", id="a key indented too deep"),
        pytest.param("a:\n    b: 1\n  c: 2", "E103", "3:3", "fits no line above", id="a key indented between"),
        pytest.param("a: 1\n- b", "E103", "2:1", "a list item is not allowed here", id="a dash among keys"),
        pytest.param("%x y\na: 1", "E103", "1:1", "directive", id="a per cent sign at the start of the file"),
        pytest.param("%YAML 2.0\n---\na: 1", "E103", "1:1", "directive", id="a version of YAML yet to come"),
    ],
)
def test_what_means_something_else_is_refused_once_with_place_and_fix(
    text: str, code: str, at: str, words: str
) -> None:
    spots, found = read(text)
    assert [(one.code, str(one.place)) for one in found] == [(code, f"a.yaml:{at}")]
    assert words in f"{found[0].message}; {found[0].hint}"
    assert spots == []


def test_what_follows_a_complete_document_does_not_hide_it() -> None:
    spots, (finding,) = read("{a: 1}\nb: 2")
    assert (finding.code, str(finding.place)) == ("E103", "a.yaml:2:1")
    assert [spot.value for spot in spots] == [{"a": 1}]


def test_a_key_that_stands_twice_names_both_places() -> None:
    _, (finding,) = read("a:\n  b: 1\n  c: 2\n  b: 3")
    assert [str(place) for place in finding.related] == ["a.yaml:2:3"]


def test_64_levels_are_read() -> None:
    spots, found = read("[" * 64 + "]" * 64)
    assert (len(spots), found) == (1, [])


def test_every_prefix_of_a_file_is_read_or_refused_but_never_raises() -> None:
    text = "a: {b: [\"x\\u0041\", 'y']}\nc: |-\n  d\n- e: !f &g *h\n? [i]\n: >+2\n   j\n%k @l `m`\n---\n...\n"
    for end in range(len(text)):
        spots, found = read(text[:end])
        assert spots or found


@pytest.mark.parametrize(
    ("data", "at", "words"),
    [
        pytest.param(b"a: b\nc: d\xff", "2:5", "0xff is not UTF-8", id="a stray byte"),
        pytest.param("a: é\nb: ".encode() + b"\xc3", "2:4", "save the file as UTF-8", id="a cut character"),
        pytest.param("a: b".encode("utf-16"), "1:1", "UTF-16", id="UTF-16"),
    ],
)
def test_bytes_that_are_no_utf_8_are_refused_at_the_first_of_them(data: bytes, at: str, words: str) -> None:
    report = Report()
    assert decode(data, "a.yaml", report) is None
    assert [(one.code, str(one.place)) for one in report] == [("E108", f"a.yaml:{at}")]
    assert words in f"{report.found[0].message}; {report.found[0].hint}"


def test_utf_8_is_decoded_with_its_mark() -> None:
    report = Report()
    text = decode(b"\xef\xbb\xbfa: \xc3\xa9", "a.yaml", report)
    assert text is not None
    (spot,) = read_yaml(text, "a.yaml", report)
    assert (spot.value, spot.at("a").place.column, len(report)) == ({"a": "é"}, 4, 0)


@pytest.mark.parametrize(
    ("text", "column", "closing"),
    [
        ("a: [", 4, "]"),
        ("a: [\n\n", 4, "]"),
        ("a: [ # a, b\n# [c\n", 4, "]"),
        ("a: {", 4, "}"),
        ("a: {b: [1], c: {\n", 16, "}"),
        ("a: {b: [1], c: 2,", 4, "}"),
        ("a: [1,", 4, "]"),
        ("a: [" + " # #" * 40, 4, "]"),
    ],
)
def test_a_file_that_ends_inside_a_bracket_is_answered_with_the_bracket(text: str, column: int, closing: str) -> None:
    _, [found] = read(text)
    assert found.place is not None
    assert (found.code, found.place.line, found.place.column) == ("E103", 1, column)
    assert (found.message.endswith("is never closed"), found.hint) == (True, f"close it with {closing}")
