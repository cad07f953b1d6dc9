"""Rules across fields, as statements over their values."""

from collections.abc import Mapping, MutableMapping

from destinations.sdk.fields.rules import Asked, Beyond, OneOf, Rule
from destinations.sdk.quick.codegen import FunctionBody, NotQuickError
from destinations.sdk.quick.given import Given, or_none
from destinations.sdk.quick.schema import Node
from destinations.sdk.quick.shape import Shape, own_default


def write_rule(body: FunctionBody, shape: Shape, values: MutableMapping[str, Given], rule: Rule | None) -> None:
    """The statements of a validator after the fields, whose `values` are checked; it may set one of them."""
    if isinstance(rule, OneOf):
        _write_one_of(body, shape, values, rule)
    elif isinstance(rule, Asked):
        _write_asked(body, shape, values, rule)
    else:
        raise NotQuickError


def write_beyond(body: FunctionBody, values: Mapping[str, Given], rule: Rule | None) -> None:
    """The statements that leave to a validator before the fields what it is for."""
    if not isinstance(rule, Beyond):
        raise NotQuickError
    parts, left = values.get(rule.field), rule.most - len(values)
    if parts is not None and parts.width is not None and parts.width <= left:
        return
    if left < 0:
        raise NotQuickError
    if parts is not None:
        body.refuse_if(f"type({parts.code}) is dict and len({parts.code}) > {left}")


def _write_one_of(body: FunctionBody, shape: Shape, values: Mapping[str, Given], rule: OneOf) -> None:
    choices = [_all_there(shape, values, names, filled=rule.filled) for names in rule.choices]
    tests = [one for one in choices if one is not None]
    if not tests:
        raise NotQuickError
    if "" not in tests:
        body.refuse_if(f"not ({' or '.join(tests)})" if len(tests) > 1 else f"not {_in_brackets(tests[0])}")


def _all_there(shape: Shape, values: Mapping[str, Given], names: tuple[str, ...], *, filled: bool) -> str | None:
    """A condition for all of the fields being there: empty where they always are, None where they never are."""
    tests = []
    for name in names:
        given = values.get(name)
        if given is None:
            if _default(shape.fields[name]) is None:
                return None
            raise NotQuickError
        tests += [_in_brackets(given.test)] if given.test else []
        tests += [given.code] if filled else []
    return " and ".join(dict.fromkeys(tests))


def _in_brackets(test: str) -> str:
    return test if test.startswith("(") or test.isidentifier() else f"({test})"


def _write_asked(body: FunctionBody, shape: Shape, values: MutableMapping[str, Given], rule: Asked) -> None:
    defaults = {name: _default(shape.fields[name]) for name in rule.fields if name not in values}
    if len(defaults) == len(rule.fields):
        # Whatever it says of these, it says of every payload.
        _settle_once(body, values, rule, tuple(defaults.values()))
        return
    arguments = [
        or_none(values[name])
        if name in values
        else "None"
        if defaults[name] is None
        else body.codegen.constant("DEFAULT_", defaults[name])
        for name in rule.fields
    ]
    call = f"{body.codegen.constant('rule_', rule.function)}({', '.join(arguments)})"
    if rule.sets:
        variable = body.codegen.fresh("p")
        body.line(f"{variable} = {call}")
        values[rule.sets] = Given(variable, f"{variable} is not None", may_vanish=True)
    else:
        body.line(call)


def _settle_once(
    body: FunctionBody, values: MutableMapping[str, Given], rule: Asked, arguments: tuple[object, ...]
) -> None:
    try:
        found = rule.function(*arguments)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001  # a plugin's: pydantic says what it says, for each payload
        raise NotQuickError from None
    if rule.sets and found is not None:
        values[rule.sets] = Given(body.codegen.constant("DEFAULT_", found))


def _default(node: Node) -> object:
    if node["type"] != "default" or own_default(node) is not None:
        raise NotQuickError
    found: object = node["default"]
    return found
