from collections.abc import Callable
from typing import Any

import pytest

from mappings.fields.scope import Mapped
from mappings.fields.template import Hole, parse_template
from mappings.findings.errors import ExpressionError

MapEvent = Callable[..., Mapped]
Findings = Callable[..., list[tuple[str, str, str]]]

PIECES = {
    "one hole": ("{{ a }}", (Hole("a", 3),)),
    "no space in the braces": ("{{a}}", (Hole("a", 2),)),
    "text on both sides": ("x {{ a }} y", ("x ", Hole("a", 5), " y")),
    "two holes": ("{{ a }} {{ b.c }}", (Hole("a", 3), " ", Hole("b.c", 11))),
    "holes that touch": ("{{a}}{{b}}", (Hole("a", 2), Hole("b", 7))),
    "single braces are text": ("{x} {{ a }}", ("{x} ", Hole("a", 7))),
    "braces in a path": ("{{ {x: {y: a}}.x }}", (Hole("{x: {y: a}}.x", 3),)),
    "closing braces in quotes": ("{{ join('}}', a) }}", (Hole("join('}}', a)", 3),)),
    "opening braces in quotes": ("{{ '{{' }}", (Hole("'{{'", 3),)),
    "a quote in quotes": (r"{{ 'it\'s }}' }}", (Hole(r"'it\'s }}'", 3),)),
    "a name in quotes": ('{{ a."}}" }}', (Hole('a."}}"', 3),)),
    "a line end": ("{{ a }}\n", (Hole("a", 3), "\n")),
}


@pytest.mark.parametrize(("text", "pieces"), PIECES.values(), ids=PIECES)
def test_pieces(text: str, pieces: tuple[Any, ...]) -> None:
    assert parse_template(text) == pieces


BROKEN = {
    "never closed": ("Hi {{ a", 3, 5, "never closed"),
    "closed by one brace": ("{{ a }", 0, 2, "never closed"),
    "closes nothing": ("a }} b", 2, 4, "closes nothing"),
    "closes twice": ("{{ a }} }}", 8, 10, "closes nothing"),
    "closes before it opens": ("}} {{ a }}", 0, 2, "closes nothing"),
    "nothing in the braces": ("x {{  }}", 2, 8, "no path between"),
    "no hole at all": ("context.traits.name", 0, 19, "no {{ path }} in it"),
    "a quote that swallows the rest": ("{{ 'a }} b", 0, 2, "never closed"),
}


@pytest.mark.parametrize(("text", "start", "end", "words"), BROKEN.values(), ids=BROKEN)
def test_broken(text: str, start: int, end: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_template(text)
    problem = caught.value.problem
    assert (problem.code, problem.start, problem.end) == ("E345", start, end)
    assert words in problem.message


TRAITS = {
    "first": "Ada",
    "last": "Lovelace",
    "age": 36,
    "score": 1.5,
    "vip": True,
    "none": None,
    "empty": "",
    "blank": " \u3000",
}
FILLED = {
    "texts as they are": ("{{ traits.first }} {{ traits.last }}", "Ada Lovelace"),
    "numbers as JSON writes them": ("{{ traits.age }}/{{ traits.score }}", "36/1.5"),
    "true in lower case": ("vip: {{ traits.vip }}", "vip: true"),
    "a whole expression in a hole": ("{{ traits.nick || traits.first }}!", "Ada!"),
}


@pytest.mark.parametrize(("text", "filled"), FILLED.values(), ids=FILLED)
def test_filled(map_event: MapEvent, text: str, filled: str) -> None:
    assert map_event(f"map: {{name: {{template: '{text}'}}}}", {"traits": TRAITS}).fields == {"name": filled}


@pytest.mark.parametrize("text", ["[{{ traits.empty }}]", "{{ traits.first }} {{ traits.blank }}"])
def test_a_blank_text_is_missing(map_event: MapEvent, text: str) -> None:
    assert map_event(f"map: {{name: {{template: '{text}'}}}}", {"traits": TRAITS}).fields == {}


MISSING = {
    "no word leaves the field out": ("", {}),
    "omit leaves it out": (", if_missing: omit", {}),
    "empty leaves the hole empty": (", if_missing: empty", {"name": "Ada "}),
    "null writes null": (", if_missing: 'null'", {"name": None}),
    "null as YAML means it too": (", if_missing: null", {"name": None}),
    "any other text fills the hole": (", if_missing: n/a", {"name": "Ada n/a"}),
    "a default takes the whole field": (", default: Nobody", {"name": "Nobody"}),
}


@pytest.mark.parametrize(("option", "fields"), MISSING.values(), ids=MISSING)
@pytest.mark.parametrize("hole", ["traits.none", "traits.unheard"])
def test_missing(map_event: MapEvent, option: str, fields: dict[str, Any], hole: str) -> None:
    text = f'map: {{name: {{template: "{{{{ traits.first }}}} {{{{ {hole} }}}}"{option}}}}}'
    mapped = map_event(text, {"traits": TRAITS})
    assert (mapped.fields, mapped.failures) == (fields, [])


def test_fail_names_the_hole(map_event: MapEvent) -> None:
    text = "map: {name: {template: '{{ traits.first }} {{ traits.none }}', if_missing: fail}}"
    (failure,) = map_event(text, {"traits": TRAITS}).failures
    assert (failure.code, failure.message) == (
        "E501",
        "name is required and missing: traits.none has no value",
    )


@pytest.mark.parametrize(("traits", "kind"), [({"first": ["Ada"]}, "a list"), ({"first": {}}, "an object")])
def test_a_hole_takes_no_list_and_no_object(map_event: MapEvent, traits: dict[str, Any], kind: str) -> None:
    mapped = map_event("map: {name: {template: 'Hi {{ traits.first }}'}}", {"traits": traits})
    assert mapped.fields == {}
    assert [one.message for one in mapped.failures] == [
        f"name: traits.first is {kind}, and a template is made of texts and numbers"
    ]


FINDINGS = {
    "a hole that is never closed": ("map:\n  a: {template: 'Hi {{ traits.b'}\n", "E345", "2:21"),
    "a first word that events lack": ("map:\n  a: {template: 'Hi {{ trait.b }}'}\n", "E301", "2:24"),
    "a mistake in the second hole": (
        "map:\n  a:\n    template: >-\n      {{ traits.a }}\n      {{ traits. }}\n",
        "E302",
        "5:16",
    ),
}


@pytest.mark.parametrize(("text", "code", "at"), FINDINGS.values(), ids=FINDINGS)
def test_findings_stand_at_their_column(findings: Findings, text: str, code: str, at: str) -> None:
    assert [(one[0], one[1]) for one in findings(text)] == [(code, at)]
