"""Names under `except:`, `only:` and `rename:` are held against events that were seen."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all
from tests.actions.mistakes.mistake import mapped, whole_file


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
