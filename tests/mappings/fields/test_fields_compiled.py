"""The generated function of a mapping agrees with the reference, and is silent where that has something to say."""

import ast
import json
import linecache
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as change

from mappings.budget import Budget
from mappings.expr.compiled.load import BUILTINS, METHODS, OWN, SYNTAX
from mappings.fields.entry import Entry
from mappings.fields.field import CompiledObject
from mappings.fields.mapper import Mapper, compile_mapping
from mappings.fields.scope import Scope
from mappings.findings.diagnostic import Report
from tests.mappings.fields.random_mappings import as_yaml, event, mapping, value

MapperOf = Callable[..., Mapper]

HOSTILE = (
    *("'", '"', "\\", "'''", '"""', "{", "}", "{0.__class__}", "{v1}", "\\N{DASH}", "\n", "\r", "\u2028", "\x00"),
    *("é", "\U0001f600", "#", "__class__", "__import__('os')", "budget", "v1", '"]; import os #', "');exit()#"),
)
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


def goes_through_a_list(made: CompiledObject) -> bool:
    inner = [one for one in made.fields if one.inner]
    return any(one.field.each is not None or (one.inner and goes_through_a_list(one.inner)) for one in inner)


def agrees(mapper: Mapper, happened: Any, here: Any, index: int = 0, budget: Budget | None = None) -> bool:
    """Whether there were fields and no failures; asserts that generated code gives them then, and refuses otherwise.

    Types, the order of keys and what it cost are compared too, and that the event stays as it is.
    """
    budget = budget or Budget()
    paid, before = Budget(budget.nodes, budget.bytes), repr(happened)
    expected = mapper(Scope(happened, here, index, budget))
    try:
        outcome = repr(mapper.code.run(Scope(happened, here, index, paid)))
    except Exception:  # noqa: BLE001  # it may raise whatever it likes
        outcome = "refused"
    if outcome == "refused" and goes_through_a_list(mapper.object):
        # What stands for a list, such as one object, is the reference's to read.
        return False
    assert repr(happened) == before
    assert outcome == ("refused" if expected.failures else repr(expected.fields))
    assert expected.failures or paid == budget
    return not expected.failures


@pytest.mark.parametrize("seed", range(30))
def test_random_mappings_agree(mapper_of: MapperOf, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    fine = 0
    for _ in range(25):
        mapper = mapper_of(as_yaml(mapping(random)))
        for _ in range(4):
            happened = event(random)
            fine += agrees(mapper, happened, happened)
            fine += agrees(mapper, happened, value(random, 2), random.randrange(3))
            agrees(mapper, happened, happened, budget=Budget(random.randrange(60), random.randrange(200)))
    assert fine > 20


@pytest.mark.parametrize("seed", range(5))
def test_generated_code_consists_of_few_things(mapper_of: MapperOf, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # for cases that come again
    for _ in range(30):
        assert strange_parts(mapper_of(as_yaml(mapping(random)))) == set()


@given(text=TEXTS.map("".join))
def test_hostile_texts_are_only_data(mapper_of: MapperOf, text: str) -> None:
    name = json.dumps(text, ensure_ascii=False)
    key = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    written = {
        "map": {
            key: name,
            f"x.{key}": {"template": f"{text.replace('{', '').replace('}', '')}{{{{ a }}}}", "if_missing": f"{text} "},
            "y": {"from": f"{name} || a", "lookup": {text: text}, "default": text, "rename": {text: text}},
            "z": {"each": "a", "map": {key: name}, "set": {"one": text}},
        },
        "set": {f"s.{key}": [text, {text: text}], "t": text},
    }
    mapper = mapper_of(as_yaml(written), roots=None)
    assert strange_parts(mapper) == set()
    for happened in ({text: text, "a": text}, {"a": [{text: 1}], text: {text: text}}, {}):
        agrees(mapper, happened, happened)


def strange_parts(mapper: Mapper) -> set[str]:
    """Kinds of syntax, attributes and called names in the mapping's source that should not be there."""
    strange = set()
    for at_item in (False, True):
        source = mapper.code.source(at_item=at_item)
        assert source.isascii()
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, SYNTAX):
                strange.add(type(node).__name__)
            if isinstance(node, ast.Attribute) and node.attr not in METHODS:
                strange.add(node.attr)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not OWN.fullmatch(node.id):
                strange.add(node.id)
    assert set(BUILTINS) == {"Exception", "bool", "dict", "float", "int", "len", "list", "set", "str", "type"}
    return strange


COVERED = {
    "a path": "map: {x: properties.a}",
    "the first present": "map: {x: {from: [groupId, properties.a, userId]}}",
    "a template": "map: {x: {template: 'Hi {{ userId }}'}}",
    "options": "map: {x: {from: userId, lookup: {u1: 5}, default: 6, as: text, required: true}}",
    "parts of an object": "map: {x: {from: properties, only: [a, list], rename: {a: b}}}",
    "a condition": "map: {x: {from: userId, only_when: 'properties.yes'}}",
    "a null": "map: {x: {from: groupId, if_missing: null, only_when: 'properties.yes'}}, set: {y: null}",
    "a nested object": "map: {x: {map: {y: userId}, set: {z: 1}}}",
    "items": "map: {x: {each: properties.list, where: yes, limit: 1, map: {id: id, n: {counter: 1}}}}",
    "the event beside an item": "map: {x: {each: properties.list, map: {u: {from_event: userId}}}}",
    "an item alone": "map: {x: {each: properties, wrap: true, map: {a: a}}}",
    "objects by dots": "map: {x.y.z: userId, x.y.w: groupId, x.v: event}",
    "an overlay": "map: {x: properties, x.a: userId, x.new.deep: groupId, x.new.er: userId}",
    "cents": "map: {total: {from: properties.a, as: money, unit: minor}, currency: properties.currency}",
    "JSON": "map: {x: {from: properties, as: json}}",
}
EVENT = {
    "userId": "u1",
    "properties": {
        "a": 1250,
        "yes": True,
        "currency": "JPY",
        "list": [None, {"id": 1}, {"id": 2, "yes": True}, {"id": 3, "yes": True}],
    },
}


@pytest.mark.parametrize("text", COVERED.values(), ids=COVERED)
def test_every_form_is_generated(mapper_of: MapperOf, text: str) -> None:
    mapper = mapper_of("{" + text + "}")
    assert "field_" not in mapper.code.source(at_item=False)
    assert agrees(mapper, EVENT, EVENT)
    assert agrees(mapper, EVENT, EVENT["properties"], 1)


def test_a_default_reads_the_event_beside_an_item(entries_of: Callable[[str], tuple[Entry, ...]]) -> None:
    default, own = entries_of("map: {u: userId, s: userId}")
    entries = (change(default, at_event=True), own)
    mapper = compile_mapping(entries, Report(), lambda *_: None, roots=None, currency_target=None)
    item = {"userId": "i1"}
    assert mapper.code.run(Scope(EVENT, item, 1, Budget())) == {"u": "u1", "s": "i1"}
    assert agrees(mapper, EVENT, item, 1)


def test_a_field_that_is_too_deep_is_the_references_alone(mapper_of: MapperOf) -> None:
    deep = "a || [b || " * 60 + "c" + "]" * 60
    mapper = mapper_of(as_yaml({"map": {"x": deep, "y": "userId"}}), roots=None)
    source = mapper.code.source(at_item=False)
    assert "field_1(" in source
    assert "event.get('userId')" in source
    assert agrees(mapper, {"a": 5, "userId": 1}, {"a": 5, "userId": 1})


def test_where_generated_code_fails_the_reference_explains(mapper_of: MapperOf) -> None:
    mapper = mapper_of("map: {x: {from: userId, as: number}, y: userId}")
    mapped = mapper.fast(Scope(EVENT, EVENT, 0, Budget()))
    assert (mapped.fields, [one.target for one in mapped.failures]) == ({"y": "u1"}, ["x"])


def test_the_reference_can_be_asked_for(mapper_of: MapperOf) -> None:
    mapper = replace(mapper_of("map: {x: userId}"), engine="reference", code=None)  # type: ignore[arg-type]  # unused
    assert mapper.fast(Scope(EVENT, EVENT, 0, Budget())).fields == {"x": "u1"}


def test_an_event_pays_for_its_fields_once(mapper_of: MapperOf) -> None:
    mapper = mapper_of("map: {x: {from: userId, as: number}}")
    budget, asked = Budget(), Budget()
    mapper.fast(Scope(EVENT, EVENT, 0, budget))
    mapper(Scope(EVENT, EVENT, 0, asked))
    assert budget == asked


def test_code_is_made_for_the_first_event_and_kept(mapper_of: MapperOf) -> None:
    mapper = mapper_of("map: {x: userId}")
    assert mapper.code._at_event is None
    mapper.fast(Scope(EVENT, EVENT, 0, Budget()))
    made = mapper.code._at_event
    mapper.fast(Scope(EVENT, EVENT, 0, Budget()))
    assert mapper.code._at_event is made
    code: Any = getattr(made, "__code__", None)
    assert linecache.getline(code.co_filename, code.co_firstlineno) == "def action(event, budget):\n"


@pytest.mark.parametrize("if_missing", ["", ", if_missing: n/a", ", if_missing: empty"])
@pytest.mark.parametrize("b", ["x", "", " \t", None, 5])
def test_a_hole_that_an_expression_fills_with_a_blank_text_lacks_it(
    mapper_of: MapperOf, if_missing: str, b: Any
) -> None:
    happened = {"context": {"traits": {"a": "Ada", "b": b}}}
    mapper = mapper_of(f"map: {{x: {{template: '{{{{ context.traits.a }}}} {{{{ context.traits.b }}}}'{if_missing}}}}}")
    assert agrees(mapper, happened, happened)


@pytest.mark.parametrize("literal", ["", " ", "\u00a0", "x", " x "], ids=repr)
@pytest.mark.parametrize("a", ["", " ", "Ada"], ids=repr)
def test_a_joined_text_may_be_blank_unless_a_word_is_in_it(mapper_of: MapperOf, literal: str, a: str) -> None:
    happened = {"userId": "u1", "properties": {"a": a}}
    mapper = mapper_of(f"map: {{x: \"join('', ['{literal}', properties.a])\", u: userId}}")
    assert agrees(mapper, happened, happened)
