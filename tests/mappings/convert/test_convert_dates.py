"""Dates in a form and a zone of one's own, in `as: date`, by the reference and by generated code."""

from typing import Any

import pytest

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.fields.entry import read_entries
from mappings.fields.mapper import compile_mapping
from mappings.fields.scope import Scope
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.yaml_reader.read import read_yaml


def mapper_of(field: str, report: Report) -> Any:
    [spot] = read_yaml(f"map: {{day: {field}}}", "f.yaml", report)
    fields = {name: Field.model_validate(one) for name, one in spot.value["map"].items()}
    entries = tuple(read_entries(fields, {}, spot, report).values())
    return compile_mapping(entries, report, lambda *_: None, roots=None, currency_target=None)


@pytest.mark.parametrize(
    ("options", "time", "day"),
    [
        ("", "2026-03-01T23:30:00-05:00", "2026-03-02"),
        (", format: '%d.%m.%Y'", "2026-03-01T23:30:00-05:00", "02.03.2026"),
        (", zone: America/New_York", "2026-03-01T23:30:00-05:00", "2026-03-01"),
        (", zone: '-05:00', format: '%Y%m%d'", 1767323045, "20260101"),
        (", zone: Europe/Berlin, format: '%H:%M %z'", "2026-03-29T00:59:59Z", "01:59 +0100"),
        (", zone: Europe/Berlin, format: '%H:%M %z'", "2026-03-29T01:00:00Z", "03:00 +0200"),
        (", format: '%d', zone: Europe/Berlin, default: none", None, None),
    ],
)
def test_a_date_is_written_as_it_is_asked_for(options: str, time: Any, day: str | None) -> None:
    report = Report()
    mapper = mapper_of(f"{{from: t, as: date{options.replace(', default: none', '')}}}", report)
    assert list(report) == []
    event = {"t": time}
    slow, fast = mapper(Scope(event, event, 0, Budget())), mapper.fast(Scope(event, event, 0, Budget()))
    assert slow == fast
    assert slow.fields == ({"day": day} if day else {})


@pytest.mark.parametrize(
    ("options", "place", "words"),
    [
        ("format: '%d.%m.%Q'", "1:40", "%Q means nothing"),
        ("format: DD.MM.YYYY", "1:40", "has no % letters"),
        ("zone: Berlin", "1:38", "there is no time zone"),
        ("zone: localtime", "1:38", "there is no time zone"),
        ("zone: ../etc/passwd", "1:38", "there is no time zone"),
        ("zone: '+25:00'", "1:38", "there is no time zone"),
    ],
)
def test_what_cannot_be_written_is_found_when_the_file_is_read(options: str, place: str, words: str) -> None:
    report = Report()
    mapper_of(f"{{from: t, as: date, {options}}}", report)
    [one] = report
    assert (one.code, str(one.place), words in one.message) == ("E352", f"f.yaml:{place}", True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("format_time(t, '%Q')", "%Q means nothing"),
        ("format_time(t, '%d', 'Berlin')", "there is no time zone"),
        ("regex_extract(t, '(a')", "a ( is never closed"),
        ("regex_extract(t, '(?=a)')", "a look-ahead"),
        ("regex_extract(t, '(a)', `2`)", "the pattern has no group 2: there are 1"),
        ("regex_replace(t, 'a', '\\1')", "the pattern has no group 1"),
        ("regex_replace(t, '(a)', '\\x')", "means nothing in a replacement"),
        ("parse_number(t, '1,23')", "is not an example of a number"),
        ("parse_number(t, '1.234.56')", "is not an example of a number"),
    ],
)
def test_arguments_that_no_event_could_mend_are_found_when_the_file_is_read(call: str, words: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_expression(call)
    assert words in raised.value.problem.message


def test_a_replacement_is_paid_for_before_it_is_built() -> None:
    from mappings.budget import BudgetExceededError

    call = compile_expression("regex_replace(@, 'a', '{}')".replace("{}", "b" * 2000))
    with pytest.raises(BudgetExceededError):
        call("a" * 2000)
