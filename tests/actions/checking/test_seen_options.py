"""Names under `except:`, `only:` and `rename:`, and values in conditions, are compared with events that were seen."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all
from tests.actions.mistakes.mistake import mapped, when, whole_file


def found(options: str) -> list[tuple[str, str | None]]:
    seen = Evidence(is_record=False)
    about = {"revenue": 5, "total": 6, "email": "a@b.example"}
    for _ in range(3):
        seen.add({"type": "track", "event": "A", "userId": "u", "properties": about})
    text = whole_file(mapped(f"properties: {{from: properties, {options}}}"))
    report = find_all(check_texts({"mappings/shop.yaml": text}, environ={}), seen)
    return [(one.code, one.hint) for one in report]


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        ("except: [total, emial]", "email"),
        ("except: emial", "email"),
        ("only: [revenu]", "revenue"),
        ("rename: {totl: t}", "total"),
        ("except: [Email]", "email"),
    ],
)
def test_a_name_that_names_nothing_is_answered_with_the_one_that_is_meant(options: str, meant: str) -> None:
    assert found(options) == [("W305", f'did you mean "{meant}" (in 3 of them)?')]


@pytest.mark.parametrize("options", ["except: [email]", "except: [password]", "rename: {total: t}", "only: [total]"])
def test_names_that_are_there_or_like_none_have_no_finding(options: str) -> None:
    assert found(options) == []


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("properties.revenue = '5'", "write 5"),
        ("properties.revenue in ['5', 20]", "write 5"),
        ("properties.revenue != 'lots'", "write a number"),
        ("properties.email = 5", 'write "5"'),
        ("properties.revenue = 5", None),
        ("properties.email = 'a@b.example'", None),
        ("properties.mixed = '5'", None),
        ("properties.nowhere = '5'", None),
    ],
)
def test_a_value_of_another_kind_than_the_events_have_is_found(condition: str, hint: str | None) -> None:
    seen = Evidence(is_record=False)
    for mixed in ("5", 5):
        about = {"revenue": 5, "email": "a@b.example", "mixed": mixed}
        seen.add({"type": "track", "event": "A", "userId": "u", "properties": about})
    report = find_all(check_texts({"mappings/shop.yaml": whole_file(when(condition))}, environ={}), seen)
    assert [(one.code, one.hint) for one in report] == ([] if hint is None else [("W219", hint)])
