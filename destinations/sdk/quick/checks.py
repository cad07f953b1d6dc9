"""A payload model as statements, to be part of a longer function."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel

from destinations.sdk.fields.money.settle import has_amount
from destinations.sdk.fields.rules import Asked, rule_of
from destinations.sdk.payload import Payload
from destinations.sdk.quick.codegen import Codegen, FunctionBody, Models, NotQuickError
from destinations.sdk.quick.given import Given, or_none
from destinations.sdk.quick.model import FORMS, is_currency_rule
from destinations.sdk.quick.rules import write_beyond, write_rule
from destinations.sdk.quick.schema import SILENT, Node, resolved, schema_of
from destinations.sdk.quick.shape import Shape, is_payload_only, own_default, shape_of
from destinations.sdk.quick.values import holds_model, write_value
from mappings.expr.compiled.load import load_functions

# Kinds of schema that refuse null, and give none for anything else.
NEVER_NONE: Final = frozenset(
    {"bool", "decimal", "dict", "enum", "float", "int", "list", "literal", "model", "str", "union"}
)


class Checks(Struct, frozen=True):
    """Statements that check values, and where these are afterwards, by field in the order of the model.

    The statements use the variables `p1`, `p2` …; `names` is what they refer to. A value that is left to
    pydantic ends in the statement `refuse`, or in an exception.
    """

    lines: tuple[str, ...]
    values: Mapping[str, Given]
    names: Mapping[str, Any]


def emit_checks(
    model: type[BaseModel],
    values: Mapping[str, Given],
    refuse: str = "return None",
    taken: Collection[str] = (),
    *,
    models: Models = "instances",
) -> Checks | None:
    """The statements for the values of fields; names that are `taken` mean something else in the longer function.

    Where `models` are not to be instances, the values are those of JSON, and the longer function makes JSON of them.

    None if the model has no such form for these fields: more happens to a payload than that its values are
    checked, a field is not its own, or a required one is not among them.

    >>> class Greet(BaseModel):
    ...     name: str
    >>> print(*emit_checks(Greet, {"name": Given("v1")}).lines, sep=chr(10))
    p1 = v1
    if type(p1) is not str:
        return None
    """
    codegen = Codegen(FORMS, taken=frozenset(taken))
    body = FunctionBody(codegen, refuse, models)
    try:
        shape = shape_of(schema_of(model, codegen), codegen)
        _check_shape(shape, values)
        kept = _after_the_currency_rule(body, shape, values)
        asked = {name for one in shape.after if isinstance(rule := rule_of(one), Asked) for name in rule.fields}
        checked = {}
        for name, node in shape.fields.items():
            if name in kept:
                # A rule is asked about the values that a payload has.
                body.models = "instances" if name in asked and holds_model(node, codegen) else models
                checked[name] = _checked(body, node, kept[name])
        for function in shape.after:
            write_rule(body, shape, checked, rule_of(function))
        checked = {name: checked[name] for name in shape.fields if name in checked}
    except NotQuickError:
        return None
    functions = "\n\n".join(codegen.functions)
    own = _load(functions, codegen, model) if functions else {}
    return Checks(tuple(body.lines), checked, codegen.names | own)


def _load(functions: str, codegen: Codegen, model: type[BaseModel]) -> dict[str, Any]:
    label = f"payload {model.__name__}"
    return load_functions(functions, codegen.validators.values(), codegen.names, label=label)


def _check_shape(shape: Shape, values: Mapping[str, Given]) -> None:
    """NotQuickError unless all that pydantic would do is to check the values of fields that are there."""
    for node in shape.fields.values():
        if node["type"] == "default":
            own_default(node)
    required = {name for name, node in shape.fields.items() if node["type"] != "default"}
    does_more = shape.has_post_init and not is_payload_only(shape)
    if does_more or shape.model.__new__ is not object.__new__ or not required <= values.keys() <= shape.fields.keys():
        raise NotQuickError


def _after_the_currency_rule(body: FunctionBody, shape: Shape, values: Mapping[str, Given]) -> Mapping[str, Given]:
    """The values after the validators that see all fields at once: of these only the payload's own is known."""
    for one in shape.before:
        if not is_currency_rule(one, shape.model):
            write_beyond(body, values, rule_of(one))
    model: Any = shape.model
    if not shape.before or not issubclass(model, Payload) or not model.amounts:
        return values
    amounts = [values[name] for name in model.amounts if name in values]
    inside = {name: one for name, one in model._money.inside.items() if name in values}  # noqa: SLF001  # our own
    kept = {name: one for name, one in values.items() if amounts or inside or name not in model.currencies}
    tests = [one.test for one in amounts]
    tests += [
        f"{body.codegen.constant('has_amount_', partial(has_amount, one))}({or_none(values[name])})"
        for name, one in inside.items()
    ]
    for name in set(model.currencies) & kept.keys() if all(one.test for one in amounts) else ():
        variable, given = body.codegen.fresh("p"), kept[name]
        body.line(f"{variable} = {or_none(given)}")
        with body.block(f"if not ({' or '.join(tests)}):"):
            body.line(f"{variable} = None")
        kept[name] = Given(variable, f"{variable} is not None")
    return kept


def _checked(body: FunctionBody, node: Node, given: Given) -> Given:
    """Where the value is after the statements that check it: under a name of its own, if there are any."""
    if node["type"] != "default" and given.test:
        body.refuse_if(given.absence)
        given = replace(given, test="")
    inner = _present(node, body.codegen)
    if given.is_made and _takes_any_object(inner):
        return given
    may_vanish = _may_give_none(inner, body.codegen)
    variable, start = body.codegen.fresh("p"), len(body.lines)
    # A test of several parts is asked once.
    test = f"{variable} is not None" if given.test else ""
    body.line(f"{variable} = {or_none(given)}")
    if test:
        with body.block(f"if {test}:"):
            write_value(body, inner, variable)
    else:
        write_value(body, inner, variable)
    if len(body.lines) == start + (2 if test else 1):
        # It may be anything.
        del body.lines[start:]
        return given
    # Of a text that is no more than that, only the length can be asked.
    is_same = inner["type"] == "str" and set(inner) <= {*SILENT, "min_length", "max_length"}
    test = f"{variable} is not None" if may_vanish else test
    return replace(given, code=variable, test=test, is_same=is_same, may_vanish=may_vanish)


def _may_give_none(node: Node, codegen: Codegen) -> bool:
    """Whether the checks of a value that is there may find that it is none, such as an e-mail of spaces."""
    if node["type"] == "function-before":
        # Its function may give anything, and what is inside judges that.
        return resolved(node["schema"], codegen)["type"] not in NEVER_NONE
    return node["type"] not in {*NEVER_NONE, "any"}


def _present(node: Node, codegen: Codegen) -> Node:
    """What the schema says of a value that is there."""
    node = resolved(node, codegen)
    while node["type"] in {"default", "nullable"} and (node["type"] == "default" or set(node) <= {*SILENT, "schema"}):
        node = resolved(node["schema"], codegen)
    return node


def _takes_any_object(node: Node) -> bool:
    """Whether the value is in order if it is an object whose keys are texts."""
    keys, values = node.get("keys_schema", {}), node.get("values_schema", {"type": "any"})
    words = {*SILENT, "keys_schema", "values_schema"}
    is_dict = node["type"] == "dict" and set(node) <= words and keys.get("type") == "str" and set(keys) <= {"type"}
    return node["type"] == "any" or (is_dict and values["type"] == "any")
