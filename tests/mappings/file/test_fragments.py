"""Fragments and readings: what types of one file share, and what destinations share."""

from typing import Any

import pytest

from mappings.file.loader import load_type_defaults
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report

HEAD = "version: 1\ndestination: mixpanel\n"
SHARED = """\
version: 1
fragments:
  who: {map: {user: userId, place: context.ip}, set: {source: web}}
  what: {map: {user: event}}
action_types:
"""


@pytest.mark.parametrize(
    ("own", "mapped", "literal", "place_of_user"),
    [
        pytest.param(
            "use: [who]", {"user": ["userId"], "place": ["context.ip"]}, {"source": "web"}, "3:21", id="alone"
        ),
        pytest.param(
            "use: who, map: {user: groupId}",
            {"user": ["groupId"], "place": ["context.ip"]},
            {"source": "web"},
            "6:29",
            id="under a field of its own",
        ),
        pytest.param(
            "use: [who], map: {source: name}, set: {user: 1}",
            {"source": ["name"], "place": ["context.ip"]},
            {"user": 1},
            "6:52",
            id="where a literal stands for a path, and a path for a literal",
        ),
        pytest.param("set: {user: 2}", {}, {"user": 2}, "6:19", id="not used"),
    ],
)
def test_a_fragment_lies_under_the_fields_of_the_types_that_use_it(
    own: str, mapped: Any, literal: Any, place_of_user: str
) -> None:
    report = Report()
    loaded = load_type_defaults(f"{SHARED}  a: {{{own}}}\n", "d.yaml", report)["a"]
    assert ({name: field.from_ for name, field in loaded.model.map.items()}, report.found) == (mapped, [])
    assert loaded.model.set == literal
    key = "map" if "user" in mapped else "set"
    assert str(loaded.spot.at(key, "user").place) == f"d.yaml:{place_of_user}"


@pytest.mark.parametrize(
    ("own", "code", "at", "words"),
    [
        pytest.param("use: [whom]", "E128", "6:13", 'did you mean "who"?', id="a fragment that is not there"),
        pytest.param("use: [who, what]", "E310", "4:16", "two fragments that a uses", id="one field in two fragments"),
        pytest.param("use: 5", "E122", "6:12", "a list of texts", id="a number"),
    ],
)
def test_a_fragment_that_cannot_be_used_is_a_finding(own: str, code: str, at: str, words: str) -> None:
    report = Report()
    load_type_defaults(f"{SHARED}  a: {{{own}}}\n", "d.yaml", report)
    assert [(one.code, str(one.place)) for one in report] == [(code, f"d.yaml:{at}")]
    assert words in f"{report.found[0].message}; {report.found[0].hint}"


READINGS = read_readings("readings: {user: [userId, anonymousId], place: [context.ip]}", "readings.yaml")


@pytest.mark.parametrize(
    ("field", "paths", "place"),
    [
        pytest.param("$user", ["userId", "anonymousId"], "readings.yaml:1:19", id="in the place of a path"),
        pytest.param("{from: $user}", ["userId", "anonymousId"], "readings.yaml:1:19", id="under from"),
        pytest.param("{from: [name, $user]}", ["name", "userId", "anonymousId"], "d.yaml:4:25", id="among other paths"),
    ],
)
def test_a_reading_is_the_paths_that_it_names(field: str, paths: list[str], place: str) -> None:
    report = Report()
    text = f"version: 1\naction_types:\n  a:\n    map: {{user: {field}}}\n    set: {{key: $user}}\n"
    loaded = load_type_defaults(text, "d.yaml", report, READINGS)["a"]
    assert (loaded.model.map["user"].from_, report.found) == (paths, [])
    assert str(loaded.spot.at("map", "user", "from", 0).place) == place
    assert loaded.model.set == {"key": "$user"}


def test_a_reading_inside_a_field_of_fields() -> None:
    text = "version: 1\nfragments: {f: {map: {a: {map: {b: $place}}}}}\naction_types: {a: {use: [f]}}"
    loaded = load_type_defaults(text, "d.yaml", Report(), READINGS)["a"]
    assert loaded.model.map["a"].map["b"].from_ == ["context.ip"]


FAMILY = read_readings(
    "readings: {user: [userId]}\nfragments:\n  who: {map: {user: $user}}\n  where: {map: {ip: context.ip}}",
    "shared.yaml",
)


def test_a_fragment_that_destinations_share() -> None:
    report = Report()
    loaded = load_type_defaults("version: 1\naction_types: {a: {use: [who]}}", "d.yaml", report, FAMILY)["a"]
    assert (loaded.model.map["user"].from_, report.found) == (["userId"], [])
    assert str(loaded.spot.at("map", "user").place) == "shared.yaml:3:21"


def test_a_fragment_of_its_own_goes_before_the_shared_one() -> None:
    text = "version: 1\nfragments: {who: {map: {user: anonymousId}}}\naction_types: {a: {use: [who, where]}}"
    loaded = load_type_defaults(text, "d.yaml", Report(), FAMILY)["a"]
    paths = {name: path.from_ for name, path in loaded.model.map.items()}
    assert paths == {"user": ["anonymousId"], "ip": ["context.ip"]}


def test_a_reading_that_is_not_there() -> None:
    report = Report()
    load_type_defaults("version: 1\naction_types: {a: {map: {b: $usr}}}", "d.yaml", report, READINGS)
    assert [(one.code, str(one.place), one.hint) for one in report.found] == [
        ("E128", "d.yaml:2:29", 'did you mean "user"?')
    ]
