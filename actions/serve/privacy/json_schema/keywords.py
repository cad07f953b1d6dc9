"""The keywords of JSON Schema: each gives the check of what stands under it."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from actions.serve.privacy.json_schema.formats import FORMATS
from actions.serve.privacy.json_schema.violation import Check, Compile, SchemaError, Violation, kind_of
from mappings.functions.texts.regex import PatternError, compile_pattern

Make: TypeAlias = Callable[[Mapping[str, Any], str, Compile], Check | None]
KINDS = ("array", "boolean", "integer", "null", "number", "object", "string")
# What says nothing about values.
REMARKS = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "default", "examples", "definitions", "$defs", "labels"}
    | {"readOnly", "writeOnly", "deprecated", "contentMediaType", "contentEncoding"}
)


def _type(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not names or any(one not in KINDS for one in names):
        raise SchemaError(f"{place}: a type is one of {', '.join(KINDS)}")
    allowed = frozenset(names) | ({"integer"} if "number" in names else set())
    wanted = " or ".join(names)

    def check(value: Any, path: str) -> Iterator[Violation]:
        kind = kind_of(value)
        if kind not in allowed:
            yield Violation("Invalid Type", path, f"{path} is of type {kind}, not {wanted}")

    return check


def _enum(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
    allowed = schema["enum"]
    if not isinstance(allowed, list):
        raise SchemaError(f"{place}: enum is a list")
    return _one_of_values(allowed, "one of the values that are allowed")


def _const(schema: Mapping[str, Any], _place: str, _: Compile) -> Check:
    return _one_of_values([schema["const"]], "the one value that is allowed")


def _one_of_values(allowed: list[Any], wanted: str) -> Check:
    def check(value: Any, path: str) -> Iterator[Violation]:
        if not any(_same(value, one) for one in allowed):
            yield Violation("Invalid Value", path, f"{path} is not {wanted}")

    return check


def _same(one: Any, other: Any) -> bool:
    # To Python, true is 1.
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _required(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
    names = schema["required"]
    if not isinstance(names, list) or any(not isinstance(one, str) for one in names):
        raise SchemaError(f"{place}: required is a list of names")

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    yield Violation("Required", f"{path}.{name}", f"{path}.{name} is missing")

    return check


def _properties(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = {name: compile_inner(one, f"{place}/{name}") for name, one in _object(schema["properties"], place).items()}

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, dict):
            for name, one in inner.items():
                if name in value:
                    yield from one(value[name], f"{path}.{name}")

    return check


def _pattern_properties(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    given = _object(schema["patternProperties"], place)
    inner = [(_pattern_of(text, place), compile_inner(one, f"{place}/{text}")) for text, one in given.items()]

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, dict):
            for name, held in value.items():
                for matches, one in inner:
                    if matches(name):
                        yield from one(held, f"{path}.{name}")

    return check


def _additional(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    named = frozenset(_object(schema.get("properties", {}), place))
    patterns = [_pattern_of(text, place) for text in _object(schema.get("patternProperties", {}), place)]
    forbids = schema["additionalProperties"] is False
    inner = compile_inner(schema["additionalProperties"], place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        for name, held in value.items() if isinstance(value, dict) else ():
            if name in named or any(matches(name) for matches in patterns):
                continue
            if forbids:
                yield Violation("Not Allowed", f"{path}.{name}", f"{path}.{name} is not in the plan")
            else:
                yield from inner(held, f"{path}.{name}")

    return check


def _property_names(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = compile_inner(schema["propertyNames"], place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        for name in value if isinstance(value, dict) else ():
            yield from inner(name, f"{path}.{name}")

    return check


def _items(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    given = schema["items"]
    # A list of schemas, one for each place, is what draft 7 calls what is `prefixItems` by now.
    if isinstance(given, list):
        return _prefix({"prefixItems": given}, place, compile_inner)
    first = len(schema.get("prefixItems", ()))
    inner = compile_inner(given, place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        for at, held in enumerate(value[first:] if isinstance(value, list) else (), first):
            yield from inner(held, f"{path}[{at}]")

    return check


def _prefix(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = [compile_inner(one, f"{place}/{at}") for at, one in enumerate(schema["prefixItems"])]

    def check(value: Any, path: str) -> Iterator[Violation]:
        for at, (held, one) in enumerate(zip(value, inner, strict=False) if isinstance(value, list) else ()):
            yield from one(held, f"{path}[{at}]")

    return check


def _contains(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = compile_inner(schema["contains"], place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, list) and not any(is_valid(inner, one) for one in value):
            yield Violation("Invalid Value", path, f"no item of {path} is as it should be")

    return check


def _unique(schema: Mapping[str, Any], _place: str, _: Compile) -> Check | None:
    if schema["uniqueItems"] is not True:
        return None

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, list) and any(_same(one, two) for at, one in enumerate(value) for two in value[:at]):
            yield Violation("Invalid Value", path, f"{path} holds an item twice")

    return check


def _pattern(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
    matches = _pattern_of(schema["pattern"], place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, str) and not matches(value):
            yield Violation("Invalid Value", path, f"{path} does not match {schema['pattern']}")

    return check


def _format(schema: Mapping[str, Any], _place: str, _: Compile) -> Check | None:
    name = schema["format"]
    is_one = FORMATS.get(name) if isinstance(name, str) else None
    if is_one is None:
        # The standard has it so: a format that is not known says nothing.
        return None

    def check(value: Any, path: str) -> Iterator[Violation]:
        if isinstance(value, str) and not is_one(value):
            yield Violation("Invalid Value", path, f"{path} is no {name}")

    return check


def _all_of(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = _schemas(schema["allOf"], place, compile_inner)

    def check(value: Any, path: str) -> Iterator[Violation]:
        for one in inner:
            yield from one(value, path)

    return check


def _any_of(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = _schemas(schema["anyOf"], place, compile_inner)

    def check(value: Any, path: str) -> Iterator[Violation]:
        if not any(is_valid(one, value) for one in inner):
            yield Violation("Invalid Value", path, f"{path} is none of what it may be")

    return check


def _one_of(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = _schemas(schema["oneOf"], place, compile_inner)

    def check(value: Any, path: str) -> Iterator[Violation]:
        found = sum(is_valid(one, value) for one in inner)
        if found != 1:
            what = "none" if not found else "several"
            yield Violation("Invalid Value", path, f"{path} is {what} of what it may be exactly one of")

    return check


def _not(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    inner = compile_inner(schema["not"], place)

    def check(value: Any, path: str) -> Iterator[Violation]:
        if is_valid(inner, value):
            yield Violation("Invalid Value", path, f"{path} is what it must not be")

    return check


def _if(schema: Mapping[str, Any], place: str, compile_inner: Compile) -> Check:
    condition = compile_inner(schema["if"], place)
    then, other = (compile_inner(schema.get(word, True), f"{place}/{word}") for word in ("then", "else"))

    def check(value: Any, path: str) -> Iterator[Violation]:
        yield from (then if is_valid(condition, value) else other)(value, path)

    return check


def _bound(word: str, told: str, is_within: Callable[[Any, Any], bool]) -> Make:
    def make(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
        bound = schema[word]
        if not isinstance(bound, int | float) or isinstance(bound, bool):
            raise SchemaError(f"{place}: {word} is a number")

        def check(value: Any, path: str) -> Iterator[Violation]:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if is_number and not is_within(value, bound):
                yield Violation("Invalid Value", path, f"{path} is not {told} {bound}")

        return check

    return make


def _size(word: str, kind: type, told: str, *, is_most: bool) -> Make:
    def make(schema: Mapping[str, Any], place: str, _: Compile) -> Check:
        bound = schema[word]
        if not isinstance(bound, int) or isinstance(bound, bool) or bound < 0:
            raise SchemaError(f"{place}: {word} is a whole number from 0 on")

        def check(value: Any, path: str) -> Iterator[Violation]:
            if isinstance(value, kind) and (len(value) > bound if is_most else len(value) < bound):  # type: ignore[arg-type]
                yield Violation("Invalid Value", path, f"{path} has {'over' if is_most else 'under'} {bound} {told}")

        return check

    return make


def _is_multiple(value: Any, step: Any) -> bool:
    try:
        parts = value / step
    except (ZeroDivisionError, OverflowError):
        return False
    return math.isfinite(parts) and abs(parts - round(parts)) < 1e-9 * max(1.0, abs(parts))


def is_valid(check: Check, value: Any) -> bool:
    """Whether the check finds nothing."""
    return next(check(value, ""), None) is None


def _schemas(given: Any, place: str, compile_inner: Compile) -> list[Check]:
    if not isinstance(given, list) or not given:
        raise SchemaError(f"{place}: this is a list of schemas")
    return [compile_inner(one, f"{place}/{at}") for at, one in enumerate(given)]


def _object(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SchemaError(f"{place}: this is an object from names to schemas")
    return given


def _pattern_of(text: Any, place: str) -> Callable[[str], bool]:
    if not isinstance(text, str):
        raise SchemaError(f"{place}: a pattern is a text")
    try:
        return compile_pattern(text, ignore_case=False)
    except PatternError as error:
        raise SchemaError(f"{place}: {error}") from None


CHECKS: Mapping[str, Make] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "items": _items,
    "prefixItems": _prefix,
    "contains": _contains,
    "uniqueItems": _unique,
    "pattern": _pattern,
    "format": _format,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "then": lambda _schema, _place, _: None,
    "else": lambda _schema, _place, _: None,
    "minimum": _bound("minimum", "at least", lambda value, bound: value >= bound),
    "maximum": _bound("maximum", "at most", lambda value, bound: value <= bound),
    "exclusiveMinimum": _bound("exclusiveMinimum", "more than", lambda value, bound: value > bound),
    "exclusiveMaximum": _bound("exclusiveMaximum", "less than", lambda value, bound: value < bound),
    "multipleOf": _bound("multipleOf", "a multiple of", _is_multiple),
    "minLength": _size("minLength", str, "characters", is_most=False),
    "maxLength": _size("maxLength", str, "characters", is_most=True),
    "minItems": _size("minItems", list, "items", is_most=False),
    "maxItems": _size("maxItems", list, "items", is_most=True),
    "minProperties": _size("minProperties", dict, "properties", is_most=False),
    "maxProperties": _size("maxProperties", dict, "properties", is_most=True),
}
