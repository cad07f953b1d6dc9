"""Each mistake of the table is one finding, at its place, in the right words, with a fix that works when pasted."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.find import find_all
from actions.workbench.checking.mending.paste import paste, span_of
from mappings.findings.diagnostic import Diagnostic
from tests.actions.mistakes.conditions import CONDITIONS
from tests.actions.mistakes.fields import FIELDS
from tests.actions.mistakes.layout import LAYOUT
from tests.actions.mistakes.letters import LETTERS
from tests.actions.mistakes.mistake import Mistake, whole_file
from tests.actions.mistakes.more import MORE
from tests.actions.mistakes.odd import ODD
from tests.actions.mistakes.other_tools import OTHER_TOOLS
from tests.actions.mistakes.settings import SETTINGS

TABLE = (*CONDITIONS, *FIELDS, *LAYOUT, *LETTERS, *MORE, *OTHER_TOOLS, *SETTINGS)
FILE = "mappings/shop.yaml"
# Words of the program's inside, and places that only those have who have its source.
NOT_FOR_USERS = ("NoneType", "dict", "Traceback", "None", "docs/", "src/", "[{'")


def findings(text: str) -> list[Diagnostic]:
    return list(find_all(check_texts({FILE: text}, environ={})))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_mistake_is_one_finding_whose_fix_works(row: Mistake) -> None:
    found = findings(row.file)
    assert [one.code for one in found] == [row.code], found
    one = found[0]
    assert one.place
    start, end = span_of(row.file, one)
    assert ((one.place.line, one.place.column), row.file[start:end]) == (row.place, row.span)
    words = f"{one.message}; {one.hint or ''}"
    assert [part for part in row.says if part not in words] == [], words
    assert [part for part in NOT_FOR_USERS if part in words and part not in row.file] == [], words
    assert one.fix == row.fix
    if row.fix is not None:
        mended = paste(row.file, one)
        assert [two.code for two in findings(mended)] == list(row.then), mended


def test_names_tell_rows_apart() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("text", [row[1] for row in ODD], ids=[row[0] for row in ODD])
def test_what_is_odd_and_right_has_no_finding(text: str) -> None:
    assert findings(whole_file(text)) == []
