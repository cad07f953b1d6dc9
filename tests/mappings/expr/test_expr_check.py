"""Expressions in a mapping file: first words, and the places of findings."""

import pytest

from mappings.event_fields import EVENT_FIELDS
from mappings.expr import compile_expression
from mappings.expr.check import check_expression
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located
from mappings.yaml_reader import read_yaml

ROOTS = [
    ("userId || anonymousId", ["userId", "anonymousId"]),
    ("properties.products[*].price", ["properties"]),
    ("properties.products[?price > `5`].name", ["properties"]),
    ("properties | keys(@)", ["properties"]),
    ("join(' ', [context.a, traits.b])", ["context", "traits"]),
    ("{id: userId, all: @}", ["userId"]),
    ("sort_by(properties.products, &price)[0].name", ["properties"]),
    ("@.type == 'track'", ["type"]),
    ("!event && *.a", ["event"]),
    ("[userId, type][0]", ["userId", "type"]),
    ('"odd name".b', ["odd name"]),
    ("[].a", []),
    ("'text'", []),
    ("not_null(properties.total, map(&price, properties.products)[0])", ["properties", "properties"]),
]
# the file's line, code or None, column and end column, words
LINES = [
    ("  email: propertis.email", "E301", 10, 19, 'did you mean "properties"?'),
    ("  email: email", "E301", 10, 15, "properties.email"),
    ('  cur: currency == "USD"', "E301", 8, 16, 'events have no field "currency"'),
    ("  email: properties.user-email", "E302", 21, 31, "needs double quotes"),
    ("  total: sum_products(properties.products)", "E320", 10, 22, 'did you mean "sum_product"?'),
    ("  total: event.properties.total", "E324", 10, 15, "leave `event.` out: properties.total"),
    ("  total: event.total", "E324", 10, 15, "properties.total"),
    ("  first: userId[0]", "E324", 10, 16, "write userId alone"),
    ("  lower: event.lower(@)", None, 0, 0, ""),
    ("  ok: properties.a == null", "W306", 23, 27, "write `null`"),
    ("  email: properties.email", None, 0, 0, ""),
]


@pytest.mark.parametrize(("text", "names"), ROOTS, ids=[row[0] for row in ROOTS])
def test_the_first_words_read_from_the_event(text: str, names: list[str]) -> None:
    roots = compile_expression(text).roots
    assert [root.name for root in roots] == names
    assert [text[root.start : root.end].strip('"') for root in roots] == names


@pytest.mark.parametrize(("line", "code", "column", "end", "words"), LINES, ids=[row[0] for row in LINES])
def test_a_finding_stands_at_its_characters(line: str, code: str | None, column: int, end: int, words: str) -> None:
    report = Report()
    key, text = line.split(": ")
    result = check_expression(text, spot_of(line, len(key) + 2), 0, report, roots=EVENT_FIELDS)
    found = [(one.code, one.place and (one.place.line, one.place.column, one.place.end_column)) for one in report]
    assert found[:1] == ([(code, (7, column, end))] if code else [])
    assert all(words in f"{one.message}; {one.hint}" for one in list(report)[:1])
    assert (result is None) is report.has_errors


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('id: "$insert_id"', "in single quotes: '\"$insert_id\"'"),
        ('id: "properties.order-id"', "in single quotes: 'properties.\"order-id\"'"),
        ("id: properties.order-id", 'write properties."order-id"'),
    ],
)
def test_a_name_that_needs_quotes_gets_those_of_yaml_too(line: str, hint: str) -> None:
    report = Report()
    [spot] = read_yaml(line, "a.yaml", report)
    check_expression(spot.at("id").value, spot.at("id"), 0, report, roots=None)
    assert [(one.code, hint in (one.hint or "")) for one in report] == [("E302", True)]


def test_an_offset_moves_the_finding_into_a_longer_text() -> None:
    report, line = Report(), "  name: {{ first-name }}"
    check_expression("first-name", spot_of(line, 8), 3, report, roots=None)
    assert [one.place and one.place.column for one in report] == [12]


def test_a_double_quoted_text_that_no_event_has_is_one_finding() -> None:
    report, text = Report(), 'type == "track"'
    assert check_expression(text, spot_of(text, 0), 0, report, roots=EVENT_FIELDS) is None
    assert [(one.code, one.hint) for one in report] == [("E301", "for the text write 'track'")]


@pytest.mark.parametrize("is_mapped", [True, False])
def test_only_under_map_may_a_literal_text_be_meant(is_mapped: bool) -> None:
    report = Report()
    check_expression("website", spot_of("website", 0), 0, report, roots=EVENT_FIELDS, is_mapped=is_mapped)
    assert ["set:" in (one.hint or "") for one in report] == [is_mapped]


def test_items_of_a_list_may_have_any_field() -> None:
    report = Report()
    assert check_expression("sku || id", spot_of("sku || id", 0), 0, report, roots=None)
    assert len(report) == 0


def spot_of(line: str, start: int) -> Located:
    """The scalar that begins `start` characters into line 7."""
    offsets = [(7, column + 1) for column in range(start, len(line) + 1)]
    return Located(line[start:], Place("a.yaml", 7, start + 1, 7, len(line) + 1), offsets=offsets)
