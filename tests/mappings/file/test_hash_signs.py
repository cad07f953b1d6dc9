"""A `#` that cuts a text or empties a value, and values that are empty, are reported where they are."""

import pytest

from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com}\nactions:\n  - do: send\n"
QUOTE = "if it belongs to the value write "


def findings(body: str) -> list[tuple[str, str, str]]:
    """Code, line and column, and hint of each finding; the lines of `body` are those from the sixth on."""
    report = Report()
    load_mapping_file(HEAD + body, "f.yaml", report)
    return [(one.code, str(one.place).removeprefix("f.yaml:"), one.hint or "") for one in report]


@pytest.mark.parametrize(
    ("body", "code", "place", "hint"),
    [
        pytest.param("    set:\n      data.x: #ff6600\n", "W112", "7:15", f"{QUOTE}'#ff6600'", id="a color"),
        pytest.param("    set:\n      data.x: Plan #1\n", "W112", "7:20", f"{QUOTE}'Plan #1'", id="a number sign"),
        pytest.param("    set:\n      data.x: it's #1\n", "W112", "7:20", f"{QUOTE}'it''s #1'", id="and an apostrophe"),
        pytest.param(
            "    set:\n      data.x:\n        - #general\n", "W112", "8:11", f"{QUOTE}'#general'", id="an item"
        ),
        pytest.param("    set:\n      data.x:\n        - a #b\n", "W112", "8:13", f"{QUOTE}'a #b'", id="a cut item"),
        pytest.param("    when:\n      event: Order #1\n", "W112", "7:20", f"{QUOTE}'Order #1'", id="a condition"),
        pytest.param("    name: Team #1\n", "W112", "6:16", f"{QUOTE}'Team #1'", id="a name"),
        pytest.param(
            "    set: {data.x: #fff}\n", "E109", "6:19", "single quotes: '#fff'", id="in braces at the end of the file"
        ),
        pytest.param(
            "    set: {data.x: #fff}\n    name: x\n",
            "E109",
            "6:19",
            "single quotes: '#fff'",
            id="in braces before more",
        ),
        pytest.param(
            "    set: {data.x: Plan #1, data.y: 2}\n    name: x\n", "E109", "6:24", "'Plan #1'", id="a text in braces"
        ),
        pytest.param("    set:\n      data.x: [ #a, b ]\n", "E109", "7:17", "'#a'", id="in square brackets"),
        pytest.param("    set:\n      data.x: [b, #a]\n    name: x\n", "E109", "7:19", "'#a'", id="at their end"),
        pytest.param("    set:\n      data.x: [#a]\n    name: x\n", "E109", "7:16", "'#a'", id="without a space"),
        pytest.param("    set:\n      data.x:\n", "W113", "7:14", "write null", id="an empty literal"),
        pytest.param("    set:\n      data.x: # none\n", "W113", "7:14", "write null", id="empty before a comment"),
        pytest.param(
            "    set:\n      data.x:\n        -\n        - b\n", "W113", "8:10", "write null", id="an empty item"
        ),
        pytest.param("    set:\n      data.x: {y: }\n", "W113", "7:18", "write null", id="deeper inside"),
        pytest.param(
            "    map:\n      data.x: {from: event, lookup: {A: , B: b}}\n",
            "W113",
            "7:40",
            "write null",
            id="in a lookup",
        ),
        pytest.param(
            "    map:\n      data.x:\n        from: event\n        default:\n",
            "W113",
            "9:17",
            "write null",
            id="a default",
        ),
        pytest.param(
            "    map:\n      data:\n        map: {a: userId}\n        set:\n          b:\n",
            "W113",
            "10:13",
            "write null",
            id="in a nested set",
        ),
    ],
)
def test_what_a_hash_or_nothing_means_is_reported(body: str, code: str, place: str, hint: str) -> None:
    [found] = findings(body)
    assert found[:2] == (code, place)
    assert hint in found[2]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("    set:\n      data.x: pro  # the default\n", id="a comment"),
        pytest.param("    set:   #what is fixed\n      data.x: pro\n", id="a comment behind a key of a map"),
        pytest.param("    # set: nothing\n    #set: nothing\n", id="lines that are comments"),
        pytest.param("    set:\n      data.x: 'Plan #1'  #1\n", id="a comment behind quotes"),
        pytest.param('    set:\n      data.x: "#fff"\n', id="double quotes"),
        pytest.param("    set:\n      data.x: |\n        Plan #1\n        #2\n", id="a text of several lines"),
        pytest.param("    set:\n      data.x: https://shop.example/#top\n", id="a hash inside a word"),
        pytest.param("    set: {data.x: a,   # first {\n          data.y: b}\n", id="comments in braces"),
        pytest.param("    set: {data.x: a}   #note\n", id="a comment behind braces"),
        pytest.param("    set:\n      data.x: null\n      data.y: ~\n      data.z: ''\n", id="null and an empty text"),
        pytest.param("    set:\n      data.x: 1  ## note\n", id="two hashes"),
    ],
)
def test_what_is_meant_is_left_alone(body: str) -> None:
    assert findings(body) == []
