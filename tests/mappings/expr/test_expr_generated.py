"""The Python that expressions become: readable, made of few things, and holding nothing of a user but data."""

import ast
import json
import linecache
from random import Random
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.expr.compiled.compile import FORMS, compile_tree, source_of
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.load import BUILTINS, METHODS, OWN, SYNTAX, load
from mappings.expr.interpret import interpret
from mappings.expr.parse import parse
from mappings.findings.errors import EvaluationError
from tests.mappings.expr.random_expressions import CALLS, OUR_CALLS, expression

SNAPSHOTS = [
    (
        "userId || context.traits.id",
        """
        def expression(subject, budget):
            if type(subject) is dict:
                v1 = subject.get('userId')
                v2 = subject.get('context')
            else:
                v1 = v2 = None
            v3 = v2.get('traits') if type(v2) is dict else None
            v4 = v3.get('id') if type(v3) is dict else None
            return v1 or (v1 if v1 == 0 and v1 is not False else v4)
        """,
    ),
    (
        "type == 'track' && properties.products[?price > `10`].{id: sku, price: price}",
        """
        def expression(subject, budget):
            if type(subject) is dict:
                v1 = subject.get('type')
                v2 = subject.get('properties')
            else:
                v1 = v2 = None
            v3 = v2.get('products') if type(v2) is dict else None
            v8 = v1 == 'track'
            if v8:
                v4 = None
                if type(v3) is list:
                    budget.spend(1 + len(v3))
                    v4 = []
                    for item1 in v3:
                        v5 = item1.get('price') if type(item1) is dict else None
                        if (v5 > 10 if type(v5) is float or type(v5) is int else compare('gt', v5, 10)):
                            budget.spend(3)
                            if type(item1) is dict:
                                v6 = item1.get('sku')
                                v7 = item1.get('price')
                            else:
                                v6 = v7 = None
                            if item1 is not None:
                                v4.append({'id': v6, 'price': v7})
                v8 = v4
            return v8
        """,
    ),
    (
        "join(' ', ['Hello', context.traits.name])",
        """
        def expression(subject, budget):
            v1 = subject.get('context') if type(subject) is dict else None
            v2 = v1.get('traits') if type(v1) is dict else None
            v3 = v2.get('name') if type(v2) is dict else None
            if type(v3) is str:
                v4 = f'Hello {v3}'
                budget.spend(7, len(v4) + 1)
            else:
                v4 = run_join([' ', ['Hello', v3]], budget)
            return v4
        """,
    ),
]
HOSTILE = (
    *("'", '"', "\\", "'''", '"""', "{", "}", "{{", "{0.__class__}", "{v1}", "{subject!r}", "\\N{DASH}", "\\"),
    *("\n", "\r", "\u2028", "\u2029", "\x00", "\x85", "\ufeff", "é", "\U0001f600", "%s", "#", ";"),
    *("__class__", "__import__('os')", "budget", "v1", "item1", "import os", '"]; import os #', "');exit()#"),
)
# A name, a literal text, a text inside a JSON literal, a key, and the parts of a joined text.
PLACES = (
    "{name}",
    "a.{name}[*].{name}",
    "{text}",
    "a == {text}",
    "{json}",
    "[a, {json}] == [a, {json}]",
    "{{{name}: a, b: {name}}}",
    "join({text}, ['x', a, {text}])",
    "a[?{name} == {text}].{{{name}: {text}}}",
    "contains(a, {text}) || starts_with(a, {text})",
    "sort_by([a, b][?@], &{name})",
)


@pytest.mark.parametrize(("text", "source"), SNAPSHOTS, ids=[row[0] for row in SNAPSHOTS])
def test_the_source_is_what_a_person_would_write(text: str, source: str) -> None:
    assert source_of(parse(text).tree) == dedent(source).lstrip()


@pytest.mark.parametrize("place", PLACES)
@given(st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), max_size=5).map("".join))
def test_hostile_texts_are_only_data(place: str, hostile: str) -> None:
    text = place.format(name=json.dumps(hostile), text=as_raw_text(hostile), json=as_literal(hostile))
    assert strange_parts(text) == set()
    tree = parse(text).tree
    for subject in ({hostile: hostile, "a": hostile, "b": [hostile]}, {"a": {hostile: [{hostile: 1}]}}, {}):
        assert outcome(compile_tree(tree), subject) == outcome(
            lambda value, budget: interpret(tree, value, budget), subject
        )


@pytest.mark.parametrize("seed", range(10))
def test_generated_code_consists_of_few_things(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    for _ in range(50):
        text = expression(random, depth=3, calls=CALLS + OUR_CALLS)
        assert strange_parts(text) == set(), text


@pytest.mark.parametrize(
    "body",
    ["open('x')", "subject.__class__", "subject.pop", "eval('1')", "v1.format()"],
)
def test_code_that_names_anything_else_is_not_loaded(body: str) -> None:
    with pytest.raises(ValueError, match="generated code does not name"):
        load(f"def expression(subject, budget):\n    {body}\n", "expression", {})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("import os", "Import, alias"),
        ("lambda: 1", "Lambda"),
        ("[v1 for v1 in subject]", "ListComp"),
        ("del subject", "Del, Delete"),
        ("while subject: pass", "Pass, While"),
        ("global subject", "Global"),
    ],
)
def test_code_of_any_other_form_is_not_loaded(body: str, kind: str) -> None:
    with pytest.raises(ValueError, match=f"generated code has no {kind}"):
        load(f"def expression(event, budget):\n    {body}\n", "expression", {})


DEEP = [
    ("60 projections", "a" + "[*]" * 60),
    ("60 wildcards", "a" + ".*" * 60),
    ("60 filters in each other", "a" + "[?a" * 60 + "]" * 60),
    ("60 alternatives in each other", "a || [b || " * 30 + "c" + "]" * 30),
    ("190 alternatives", " || ".join(["a"] * 190)),
    ("190 steps", ".".join(["a"] * 190)),
    ("60 comparisons in each other", "(" * 60 + "a" + " == b)" * 60),
    ("60 references in each other", "map(&" * 31 + "a" + ", @)" * 31),
    ("an order of orders", "(" * 60 + "a" + " < `1`)" * 60),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in DEEP])
def test_deep_expressions_give_what_the_interpreter_gives(text: str) -> None:
    compiled = compile_expression(text)
    for subject in ({"a": [[[1]]], "b": 0}, {"a": {"a": [{"a": 1}]}}, [[1], [2]], None):
        assert outcome(compiled, subject) == outcome(
            lambda value, budget: interpret(compiled.tree, value, budget), subject
        )


def test_expressions_of_one_subject_share_what_they_read_and_their_loops() -> None:
    emitter = Emitter(FORMS)
    event = emitter.subject("subject", is_object=True)
    texts = ["products[*].id", "products[*].{name: name}", "context.page.url", "context.page.title || 'none'"]
    written = [emitter.add(parse(text).tree, event) for text in texts]
    source = emitter.function("action", ("subject", "budget"), written[1].value)
    assert [one.can_fail for one in written] == [False] * 4
    assert source.count("for item") == source.count(".get('products')") == source.count(".get('page')") == 1
    subject = {"products": [{"id": 1, "name": "pen"}]}
    assert load(source, "action", emitter.names)(subject, Budget()) == [{"name": "pen"}]


def test_tracebacks_show_the_lines_of_generated_code() -> None:
    function = compile_tree(parse("lower(a)").tree)
    code: Any = getattr(function, "__code__", None)
    assert linecache.getline(code.co_filename, code.co_firstlineno) == "def expression(subject, budget):\n"


def strange_parts(text: str) -> set[str]:
    """Kinds of syntax and names in the source of an expression that should not be there."""
    emitter = Emitter(FORMS)
    result = emitter.emit(parse(text).tree, emitter.subject("subject"))
    source = emitter.function("expression", ("subject", "budget"), result)
    known = {*emitter.names, *BUILTINS, "expression"}
    strange = set()
    for node in ast.walk(ast.parse(source)):
        name = getattr(node, "id", getattr(node, "arg", getattr(node, "name", "v1")))
        if not isinstance(node, SYNTAX):
            strange.add(type(node).__name__)
        if isinstance(node, ast.Attribute) and node.attr not in METHODS:
            strange.add(node.attr)
        if name not in known and not OWN.fullmatch(name):
            strange.add(name)
    return strange | {name for name in emitter.names if not name.isidentifier()}


def as_raw_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def as_literal(text: str) -> str:
    return "`" + json.dumps([text, {text: text}]).replace("`", "\\`") + "`"


def outcome(run: Any, subject: Any) -> str:
    try:
        return json.dumps(run(subject, Budget(10**6, 10**7)))
    except EvaluationError:
        return "an error"


def test_a_name_means_one_thing_in_a_function() -> None:
    emitter = Emitter(FORMS)
    emitter.known_as("TABLE", {"a": 1})
    assert emitter.known_as("TABLE", {"a": 1}) == "TABLE"
    with pytest.raises(ValueError, match="TABLE"):
        emitter.known_as("TABLE", {"a": 2})
