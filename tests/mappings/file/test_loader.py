"""What a mapping file holds, and what is said of one that is wrong."""

import re

import pytest

from mappings.file.loader import LoadedFile, load_mapping_file, load_type_defaults
from mappings.findings.codes import CODES
from mappings.findings.diagnostic import Diagnostic, Report

HEAD = "version: 1\ndestination: mixpanel\n"
ACTION = HEAD + "actions:\n  - do: track\n"  # four lines; keys of the action stand in column 5
MAP = ACTION + "    map:\n      a: "  # the value stands at 6:10


def load(text: str) -> tuple[list[LoadedFile], list[Diagnostic]]:
    report = Report()
    return load_mapping_file(text, "m.yaml", report), report.found


FULL = """\
# the reserved places of later releases left out
version: 1
destination: mixpanel
name: mixpanel-eu
description: Product analytics
settings:
  project_token: {secret: MIXPANEL_TOKEN}
defaults:
  when: type = "track"
  map: {client_id: context.clientIds.ga4 || anonymousId}
  set: {source: website}
actions:
  - name: Identify people who click
    id: clicks
    do: identify
    when:
      all:
        - event: Button Clicked
        - context.traits: {exists: true}
    map:
      traits: {from: context.traits, except: [password, ssn]}
      traits.$name: {template: "{{ a }} {{ b }}", if_missing: empty}
      consent: {from: c, lookup: {"yes": GRANTED, "no": DENIED}, default: DENIED, only_when: a exists}
      items:
        each: properties.products
        where: quantity != `0`
        limit: 10
        map: {price: {from: price_minor, as: money, unit: minor}, index: {counter: 0}, c: {from_event: d}}
    set: {traits.country: NO, plan: null}
    unset: [properties]
    inherit: false
    enabled: false
    exclusive: people
    on_error: skip_field
    each: properties.products
  - do: purchase
"""


def test_a_file_with_every_key_is_read() -> None:
    (loaded,), found = load(FULL)
    first, second = loaded.model.actions
    assert found == []
    assert (loaded.file, loaded.model.instance, first.slug, second.slug) == (
        "m.yaml",
        "mixpanel-eu",
        "clicks",
        "purchase",
    )
    assert first.set == {"traits.country": "NO", "plan": None}
    assert first.map["items"].map["price"].as_ == "money"
    assert loaded.spot.at("actions", 0, "map", "items", "where").place.line == 26


def test_each_document_is_an_instance() -> None:
    loaded, found = load(f"{HEAD}actions: [{{do: a}}]\n---\n{HEAD}name: b\nactions: [{{do: a}}]")
    assert ([one.model.instance for one in loaded], found) == (["mixpanel", "b"], [])


@pytest.mark.parametrize(
    ("text", "code", "at", "words"),
    [
        pytest.param("- a", "E122", "1:1", "must be a map, not a list", id="a list for a file"),
        pytest.param("actions\n", "E122", "1:1", "start it with: version: 1", id="a text for a file"),
        pytest.param("destination: a\nactions: [{do: b}]", "E121", "1:1", "needs version:", id="no version"),
        pytest.param("version: 2\ndestination: a\nactions: [{do: b}]", "E124", "1:10", "not 2", id="version 2"),
        pytest.param(
            "version: '1'\ndestination: a\nactions: [{do: b}]", "E124", "1:10", 'not "1"', id="a text version"
        ),
        pytest.param("version: 1.0\ndestination: a\nactions: [{do: b}]", "E124", "1:10", "write version: 1", id="1.0"),
        pytest.param(
            "version: true\ndestination: a\nactions: [{do: b}]", "E124", "1:10", "not true", id="version true"
        ),
        pytest.param("version: 1\nactions: [{do: b}]", "E121", "1:1", "needs destination:", id="no destination"),
        pytest.param("version: 1\ndestinaton: a\nactions: [{do: b}]", "E120", "2:1", '"destination"', id="destinaton"),
        pytest.param(
            "version: 1\ndestination: 5\nactions: [{do: b}]",
            "E122",
            "2:14",
            "quotes: '5'",
            id="destination 5",
        ),
        pytest.param("version: 1\ndestination:\nactions: [{do: b}]", "E122", "2:1", "has no value", id="destination:"),
        pytest.param(HEAD, "E121", "1:1", "needs actions:", id="no actions"),
        pytest.param(HEAD + "actions: []", "E121", "3:1", "starts with - do:", id="an empty list of actions"),
        pytest.param(HEAD + "actions:", "E122", "3:1", "a list", id="nothing under actions"),
        pytest.param(HEAD + "actions: {do: a}", "E122", "3:10", "must be a list, not a map", id="one action, no list"),
        pytest.param(HEAD + "actions: [track]", "E122", "3:11", "an action must be a map", id="a text for an action"),
        pytest.param(
            HEAD + "name: Mix Panel\nactions: [{do: b}]", "E126", "3:7", "mix-panel", id="a name with a space"
        ),
        pytest.param(HEAD + "settings: x\nactions: [{do: b}]", "E122", "3:11", "must be a map", id="settings text"),
        pytest.param(HEAD + "setings: {}\nactions: [{do: b}]", "E120", "3:1", '"settings"', id="setings"),
        pytest.param(HEAD + "map: {a: b}\nactions: [{do: b}]", "E120", "3:1", "defaults: map:", id="map for all"),
        pytest.param(HEAD + "defaults: {mpa: {}}\nactions: [{do: b}]", "E120", "3:12", '"map"', id="mpa in defaults"),
        pytest.param(HEAD + "defaults: {map: {a: 5}}\nactions: [{do: b}]", "E330", "3:21", "set:", id="5 in defaults"),
        pytest.param(
            HEAD + "defaults: {unset: [a]}\nactions: [{do: b}]",
            "E120",
            "3:12",
            "in each action",
            id="unset in defaults",
        ),
        pytest.param(
            HEAD + "fragments: {a: {}}\nactions: [{do: b}]",
            "E120",
            "3:1",
            "put them into a file of their own, such as shared/fragments.yaml",
            id="fragments beside actions",
        ),
        pytest.param(HEAD + "environments:\nactions: [{do: b}]", "E122", "3:1", "has no value", id="environments"),
        pytest.param(
            HEAD + "environments: {live: {map: {}}}\nactions: [{do: b}]",
            "E120",
            "3:23",
            "an environment changes settings",
            id="fields of an environment",
        ),
        pytest.param(
            "version: 2\ndestination: a\nactions: [{do: b}]", "E124", "1:10", "install a later release", id="version 2"
        ),
        pytest.param(HEAD + "actions:\n  - name: a", "E121", "4:5", "an action needs do:", id="no do"),
        pytest.param(HEAD + "actions:\n  - Do: a", "E120", "4:5", 'did you mean "do"?', id="Do"),
        pytest.param(ACTION + "    trigger: x", "E120", "5:5", "write when:", id="another word for when"),
        pytest.param(ACTION + "    maps: {a: b}", "E120", "5:5", 'did you mean "map"?', id="maps"),
        pytest.param(
            ACTION + "    city: x", "E120", "5:5", "of the payload goes under map:", id="a field in an action"
        ),
        pytest.param(ACTION + "    colour: red", "E120", "5:5", "the keys are name, id, do", id="a key nobody knows"),
        pytest.param(ACTION + "    enabled: yes", "E119", "5:14", "write true", id="yes"),
        pytest.param(ACTION + "    inherit: Off", "E119", "5:14", "write false", id="Off"),
        pytest.param(ACTION + "    enabled: 'true'", "E122", "5:14", "without quotes", id="true in quotes"),
        pytest.param(ACTION + "    enabled: 1", "E122", "5:14", "must be true or false, not 1", id="enabled 1"),
        pytest.param(ACTION + "    on_error: skip_feild", "E123", "5:15", '"skip_field"', id="skip_feild"),
        pytest.param(ACTION + "    on_error: ignore", "E123", "5:15", "one of leave_out, skip_f", id="on_error ignore"),
        pytest.param(ACTION + "    id: My Orders", "E126", "5:9", "write my-orders", id="an id with a space"),
        pytest.param(ACTION + "    id: 注文", "E126", "5:9", "start with a letter", id="an id without letters a-z"),
        pytest.param(ACTION + "    name: 5", "E122", "5:11", "put it in quotes: '5'", id="a name that is a number"),
        pytest.param(ACTION + "    name: ''", "E122", "5:11", "is empty", id="an empty name"),
        pytest.param(ACTION + "    name: 注文", "E126", "5:11", "add id:", id="a name without letters a-z"),
        pytest.param(ACTION + "    unset: {a: b}", "E122", "5:12", "unset: [name]", id="a map to unset"),
        pytest.param(ACTION + "    unset: [a, 5]", "E122", "5:16", "item 2 of unset:", id="a number to unset"),
        pytest.param(ACTION + "    each: [a]", "E122", "5:11", "must be a path, not a list", id="a list for each"),
        pytest.param(ACTION + "    when:", "E122", "5:5", "when: has no value", id="nothing under when"),
        pytest.param(ACTION + "    map: a", "E122", "5:10", "key: value", id="a text for map"),
        pytest.param(ACTION + "    set: [a]", "E122", "5:10", "must be a map, not a list", id="a list for set"),
        pytest.param(ACTION + "  - do: track", "E125", "5:9", "give each a name:", id="one type twice, no names"),
        pytest.param(ACTION + "  - do: b\n    name: Track", "E125", "6:11", 'the id "track"', id="one slug twice"),
        pytest.param(ACTION + "  - do: b\n    id: track", "E125", "6:9", "another id:", id="one id twice"),
        pytest.param(MAP + "5", "E330", "6:10", "a literal goes under set:", id="a number for a path"),
        pytest.param(MAP + "true", "E330", "6:10", "a literal goes under set:", id="true for a path"),
        pytest.param(MAP, "E330", "6:7", "unset: [name]", id="nothing for a path"),
        pytest.param(MAP + "''", "E122", "6:10", "a: is empty", id="an empty path"),
        pytest.param(MAP + "[b, c]", "E330", "6:10", "'[b, c]'", id="a list for a path"),
        pytest.param(MAP + "{id: product_id}", "E304", "6:10", "use quotes: '{id: product_id}'", id="a multi-select"),
        pytest.param(MAP + "{}", "E304", "6:10", "needs from, each or map", id="an empty map"),
        pytest.param(MAP + "{default: 5}", "E304", "6:10", "write from:", id="an option alone"),
        pytest.param(MAP + "{form: b}", "E120", "6:11", 'did you mean "from"?', id="form"),
        pytest.param(MAP + "{from: b, defualt: 5}", "E120", "6:20", '"default"', id="defualt"),
        pytest.param(MAP + "{path: b}", "E120", "6:11", "write from:", id="another word for from"),
        pytest.param(MAP + "{from: b, secret: C}", "E120", "6:20", "under settings:", id="a secret in a field"),
        pytest.param(MAP + "{from: join(x, y)}", "E120", "6:25", "in single quotes", id="a comma in braces"),
        pytest.param(MAP + "{from: b, value: 5}", "E331", "6:20", "from: and value:", id="two sources"),
        pytest.param(MAP + "{from: 5}", "E122", "6:17", "under value:", id="from a number"),
        pytest.param(MAP + "{from: [b, 5]}", "E122", "6:21", "item 2 of from:", id="from a list with a number"),
        pytest.param(MAP + "{from: []}", "E122", "6:17", "from: is empty", id="from nothing"),
        pytest.param(MAP + "{from: {b: c}}", "E122", "6:17", "put the path in quotes", id="from a map"),
        pytest.param(MAP + "{from: b, as:}", "E122", "6:20", "as: has no value", id="as nothing"),
        pytest.param(MAP + "{from: b, as: mony}", "E123", "6:24", 'did you mean "money"?', id="mony"),
        pytest.param(MAP + "{from: b, as: string}", "E123", "6:24", "write text", id="as string"),
        pytest.param(MAP + "{from: b, when: c = 1}", "E120", "6:20", "write only_when:", id="when beside a path"),
        pytest.param(MAP + "{secret: b}", "E120", "6:11", "under settings:", id="a secret in a field"),
        pytest.param(ACTION + "    filter: x", "E120", "5:5", "write when:", id="filter in an action"),
        pytest.param(
            HEAD + "defaults: {unset: [a]}\nactions: [{do: b}]", "E120", "3:12", "each action", id="unset all"
        ),
        pytest.param(
            ACTION + "    map:\n      a:\n        b: c", "E304", "7:9", "write map:", id="an object in a block"
        ),
        pytest.param(MAP + "{from: b, as: blob}", "E123", "6:24", "one of text, number", id="as blob"),
        pytest.param(MAP + "{from: b, as: money, unit: cent}", "E123", "6:37", "write minor", id="unit cent"),
        pytest.param(MAP + "{from: b, unit: minor}", "E332", "6:20", "as: money", id="a unit of no money"),
        pytest.param(MAP + "{each: b}", "E332", "6:11", "add map:", id="each alone"),
        pytest.param(MAP + "{each: b, map: {}}", "E122", "6:25", "map: is empty", id="each with an empty map"),
        pytest.param(MAP + "{each: b, map: {c: 5}}", "E330", "6:29", "set:", id="a literal for each"),
        pytest.param(MAP + "{from: b, where: c}", "E332", "6:20", "only beside each", id="where without each"),
        pytest.param(MAP + "{each: b, set: {c: 1}, limit: 0}", "E122", "6:40", "1 or more, not 0", id="limit 0"),
        pytest.param(MAP + "{each: b, set: {c: 1}, limit: 1.5}", "E122", "6:40", "such as 10", id="limit 1.5"),
        pytest.param(MAP + "{counter: first}", "E122", "6:20", "such as 0 or 1", id="counter first"),
        pytest.param(MAP + "{template: 5}", "E122", "6:21", "quotes: '5'", id="a number for a template"),
        pytest.param(MAP + "{from: b, if_missing: empty}", "E332", "6:20", "write default:", id="if_missing empty"),
        pytest.param(MAP + "{from: b, required: yes}", "E119", "6:30", "write true", id="required yes"),
        pytest.param(MAP + "{from: b, required: true, if_missing: omit}", "E332", "6:36", "keep one", id="both"),
        pytest.param(MAP + "{from: b, only: [c], except: [d]}", "E332", "6:31", "keep one", id="only and except"),
        pytest.param(MAP + "{from: b, lookup: [c]}", "E122", "6:28", "{value: result}", id="a list to look up"),
        pytest.param(MAP + "{from: b, rename: {c: 5}}", "E122", "6:32", "quotes: '5'", id="renamed to a number"),
        pytest.param(MAP + "b\n    set:\n      a: c", "E310", "8:7", "keep one of them", id="map and set"),
        pytest.param(MAP + "{map: {c: d}, set: {c: e}}", "E310", "6:30", "c is under", id="map and set inside"),
        pytest.param(MAP + "!foo b", "E105", "6:10", "single quotes", id="a mistake of YAML"),
    ],
)
def test_one_mistake_is_one_finding_with_place_and_fix(text: str, code: str, at: str, words: str) -> None:
    _, found = load(text)
    assert [(one.code, str(one.place)) for one in found] == [(code, f"m.yaml:{at}")]
    message = f"{found[0].message}; {found[0].hint}"
    assert words in message
    assert found[0].hint
    assert not re.search(r"(?i)invalid|input should|pydantic|\bdict\b|NoneType", message)


def test_a_finding_that_needs_two_places_names_the_other() -> None:
    _, (doubled,) = load(ACTION + "  - do: track")
    _, (overlaid,) = load(MAP + "b\n    set:\n      a: c")
    assert [str(place) for place in doubled.related] == ["m.yaml:4:9"]
    assert [str(place) for place in overlaid.related] == ["m.yaml:6:7"]


def test_all_mistakes_are_found_in_one_run_and_what_is_left_is_given_back() -> None:
    (loaded,), found = load(
        MAP + "{from: 5}\n      b: {as: text}\n      c: d\n  - do: x\n    mpa: {}\n  - name: y\n  - do: z\n"
    )
    assert [(one.code, one.place.line if one.place else 0) for one in found] == [
        ("E122", 6),
        ("E304", 7),
        ("E120", 10),
        ("E121", 11),
    ]
    # The action with the misspelt key is read as it was meant, so that the next mistake in it is found, too.
    assert [action.do for action in loaded.model.actions] == ["track", "x", "z"]
    assert loaded.spot.at("actions", 2, "do").place.line == 12
    # A field that cannot be read still counts as mapped.
    assert list(loaded.model.actions[0].map) == ["a", "b", "c"]
    assert loaded.spot.at("actions", 0, "map", "c").place.line == 8


def test_a_wrong_key_of_the_file_hides_nothing_behind_it() -> None:
    text = ACTION.replace("actions:", "actoins:") + "    wen: type exists\n    map: {a: 5}\n"
    (loaded,), found = load(text + "unknown: {}\n")
    assert {(one.code, one.fix) for one in found} == {
        ("E120", "actions"),
        ("E120", None),
        ("E120", "when"),
        ("E330", None),
    }
    assert [(action.do, action.when) for action in loaded.model.actions] == [("track", "type exists")]


def test_a_file_that_lacks_a_key_of_its_own_is_not_given_back() -> None:
    loaded, found = load("version: 1\nactions: [{do: track}]\n")
    assert (loaded, [one.code for one in found]) == ([], ["E121"])


def test_the_defaults_of_action_types_are_read_by_name() -> None:
    report = Report()
    text = 'version: 1\naction_types:\n  purchase:\n    when: type = "track"\n    map: {a: b}\n  send: {}\n'
    loaded = load_type_defaults(text, "defaults.yaml", report)
    assert (list(loaded), report.found) == (["purchase", "send"], [])
    assert loaded["purchase"].model.map["a"].from_ == ["b"]
    assert loaded["purchase"].spot.at("when").place.line == 4


@pytest.mark.parametrize(
    ("text", "code", "at", "words"),
    [
        pytest.param("version: 1", "E121", "1:1", "needs action_types:", id="no action types"),
        pytest.param(
            "version: 1\naction_types: {a: {do: b}}", "E120", "2:20", "the keys are when", id="an unknown key"
        ),
        pytest.param("version: 1\naction_types: {a: {map: {b: 5}}}", "E330", "2:29", "set:", id="a literal"),
        pytest.param("version: 1\naction_types: {a: b}", "E122", "2:19", "must be a map", id="a text"),
    ],
)
def test_a_mistake_in_defaults_is_one_finding_too(text: str, code: str, at: str, words: str) -> None:
    report = Report()
    assert load_type_defaults(text, "d.yaml", report) == {}
    assert [(one.code, str(one.place)) for one in report] == [(code, f"d.yaml:{at}")]
    assert words in f"{report.found[0].message}; {report.found[0].hint}"


def test_every_code_has_a_title_and_a_form() -> None:
    assert all(re.fullmatch(r"[EW][1-6]\d\d", code) and title for code, title in CODES.items())
