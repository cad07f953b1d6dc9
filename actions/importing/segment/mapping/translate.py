"""A mapping of Segment, directive by directive, as what it gives."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from actions.importing.segment.expression import call, literal
from actions.importing.segment.mapping.expressions import expression_of, is_constant, within
from actions.importing.segment.mapping.liquid_tags import read_liquid
from actions.importing.segment.mapping.node import (
    Choice,
    Constant,
    Expression,
    Fields,
    Items,
    NeedsPersonError,
    Node,
    Nothing,
    Template,
    Values,
)
from actions.importing.segment.mapping.place import Item, Made, Place

HOLE: Final = re.compile(r"\{\{\{([^}]+)\}\}\}|\{\{([^}]+)\}\}")
MOST_CHARACTERS: Final = 10
# What a replacement says about what it replaces.
REFERENCE: Final = re.compile(r"\$[$&`'0-9<]")


def translate(mapping: Any, place: Place) -> Node:
    """What the mapping gives; NeedsPersonError where that cannot be said here."""
    if isinstance(mapping, list):
        values = tuple(translate(one, place) for one in mapping)
        return Constant([_constant(one) for one in values]) if all(map(is_constant, values)) else Values(values)
    if not isinstance(mapping, dict):
        return Constant(mapping)
    name = next((key for key in mapping if key.startswith("@")), None)
    if name is not None:
        return _directive(name, mapping, place)
    fields = {key: translate(value, place) for key, value in mapping.items()}
    if all(isinstance(one, Constant) for one in fields.values()):
        return Constant({key: _constant(one) for key, one in fields.items()})
    return Fields(fields)


def _directive(name: str, mapping: Mapping[str, Any], place: Place) -> Node:
    others = [key for key in mapping if key not in (name, "_metadata")]
    if name not in _DIRECTIVES or others:
        raise NeedsPersonError(f"Segment knows no directive {name} with {', '.join(others) or 'this name'}, and fails")
    return _DIRECTIVES[name](mapping[name], place)


def _constant(node: Node) -> Any:
    return node.value if isinstance(node, Constant) else None


def _options(name: str, value: Any, *needed: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(value.get(key) for key in needed):
        raise NeedsPersonError(f"{name} without {' and '.join(needed)}: Segment fails on it")
    return value


def _text_of(name: str, value: Any, place: Place) -> str:
    found = translate(value, place)
    if isinstance(found, Constant) and isinstance(found.value, str):
        return found.value
    raise NeedsPersonError(f"{name} whose text is made from the event")


def _path(value: Any, place: Place) -> Node:
    return place.read(_text_of("@path", value, place).replace("$.", "", 1))


def _template(value: Any, place: Place) -> Node:
    text, at = _text_of("@template", value, place), 0
    pieces: list[str | Expression] = []
    for hole in HOLE.finditer(text):
        pieces.append(text[at : hole.start()])
        at = hole.end()
        # A `$` before the first dot is a name to Segment here, and no event has it.
        found = place.read((hole[1] or hole[2]).strip())
        if isinstance(found, Constant):
            pieces.append(_written(found.value))
        elif not isinstance(found, Nothing):
            pieces.append(expression_of(found))
    return template_of([*pieces, text[at:]])


def template_of(pieces: list[str | Expression]) -> Node:
    """The pieces, texts side by side joined; a constant where nothing but text is left."""
    joined: list[str | Expression] = []
    for one in pieces:
        if isinstance(one, str) and joined and isinstance(joined[-1], str):
            joined[-1] += one
        elif one != "":
            joined.append(one)
    if all(isinstance(one, str) for one in joined):
        return Constant("".join(one for one in joined if isinstance(one, str)))
    return Template(tuple(joined))


def _written(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _if(value: Any, place: Place) -> Node:
    options = _options("@if", value)
    if not options.get("exists") and not options.get("blank"):
        raise NeedsPersonError("@if without exists or blank: Segment fails on it")
    is_blank_test = options.get("exists") is None and "exists" not in options
    tested = translate(options["blank" if is_blank_test else "exists"], place)
    then = translate(options["then"], place) if "then" in options else Nothing()
    otherwise = translate(options["else"], place) if options.get("else") else Nothing()
    if is_constant(tested):
        given = _constant(tested)
        holds = given is not None and not (is_blank_test and given in ("", 0, False, []))
        return then if holds else otherwise
    text = expression_of(tested)
    if not is_blank_test and tested == then:
        return then if isinstance(otherwise, Nothing) else _first(text, expression_of(otherwise))
    return Choice(text, is_blank_test, then, otherwise)


def _first(first: Expression, second: Expression) -> Expression:
    rest = second.text.removeprefix("not_null(").removesuffix(")") if _is_only_not_null(second.text) else second.text
    return Expression(call("not_null", first.text, rest))


def _is_only_not_null(text: str) -> bool:
    return re.fullmatch(r"not_null\([\w., ]*\)", text) is not None


def _case(value: Any, place: Place) -> Node:
    options = _options("@case", value, "operator")
    if not options.get("value"):
        return Nothing()
    found, operator = translate(options["value"], place), options["operator"]
    if operator not in ("lower", "upper"):
        raise NeedsPersonError(f"@case with the operator {operator}: Segment fails on texts")
    if isinstance(found, Constant):
        if not isinstance(found.value, str):
            return found
        return Constant(found.value.lower() if operator == "lower" else found.value.upper())
    if isinstance(found, Nothing):
        return found
    text = expression_of(found)
    if isinstance(found, Template):
        return Expression(call(operator, text.text))
    inner = within(text)
    return Expression(f"type({text.text}) == 'string' && {operator}({text.text}) || {inner}", is_joined=True)


def _replace(value: Any, place: Place) -> Node:
    options = _options("@replace", value, "pattern")
    if not options.get("value"):
        raise NeedsPersonError("@replace without value: Segment fails on it")
    flags = (options.get("global"), options.get("ignorecase"))
    everywhere, ignore_case = (True if flags[0] is None else flags[0], bool(flags[1]))
    text = call("as_text", expression_of(translate(options["value"], place)).text)
    for pattern, replacement in (("pattern", "replacement"), ("pattern2", "replacement2")):
        if options.get(pattern):
            new = options.get(replacement)
            text = _replaced(text, options[pattern], "" if new is None else new, everywhere, ignore_case)
    return Expression(call("not_null", text, "''"))


def _replaced(text: str, pattern: Any, new: Any, everywhere: bool, ignore_case: bool) -> str:
    if not isinstance(pattern, str) or not isinstance(new, str):
        raise NeedsPersonError("@replace with a pattern or a replacement that is not text: Segment fails on it")
    if len(pattern) > MOST_CHARACTERS or len(new) > MOST_CHARACTERS:
        raise NeedsPersonError(f"@replace with more than {MOST_CHARACTERS} characters: Segment fails on it")
    if REFERENCE.search(new):
        raise NeedsPersonError(f"@replace with {new}, which refers to what is replaced")
    if everywhere and not ignore_case:
        return call("replace", text, literal(pattern), literal(new))
    quoted = re.sub(r"([^\w\s]|_)", r"\\\1", pattern, flags=re.ASCII)
    given = new.replace("\\", "\\\\")
    flags = "(?is)" if ignore_case else "(?s)"
    if everywhere:
        return call("regex_replace", text, literal(f"{flags}{quoted}"), literal(given))
    return call("regex_replace", text, literal(f"{flags}^(.*?){quoted}"), literal(f"\\1{given}"))


def _array_path(value: Any, place: Place) -> Node:
    if not isinstance(value, list) or not value:
        raise NeedsPersonError("@arrayPath that is not a list: Segment fails on it")
    path, shape = value[0], value[1] if len(value) > 1 else None
    found = place.read(path.replace("$.", "", 1)) if isinstance(path, str) else translate(path, place)
    if not isinstance(shape, dict) or not shape or isinstance(found, Nothing):
        return found
    return Items(expression_of(found), translate(shape, Item()))


def _json(value: Any, place: Place) -> Node:
    options = _options("@json", value, "mode", "value")
    found, mode = translate(options["value"], place), options["mode"]
    if mode not in ("encode", "decode") or isinstance(found, Nothing):
        return Nothing()
    text = expression_of(found).text
    if mode == "decode":
        return Expression(call("try_json", text))
    if isinstance(found, Constant):
        return Constant(json.dumps(found.value, ensure_ascii=False, separators=(",", ":")))
    return Choice(expression_of(found), False, Expression(call("json_encode", text)), Nothing())


def _flatten(value: Any, place: Place) -> Node:
    options = _options("@flatten", value, "separator")
    separator = _text_of("@flatten", options["separator"], place)
    arguments = [expression_of(translate(options.get("value"), place)).text, literal(separator)]
    if options.get("omitArrays"):
        arguments.append("`false`")
    return Expression(call("flatten_all", *arguments))


def _merge(value: Any, place: Place) -> Node:
    options = _options("@merge", value, "direction", "objects")
    if not isinstance(options["objects"], list):
        raise NeedsPersonError("@merge whose objects are not a list: Segment fails on it")
    nodes = [translate(one, place) for one in options["objects"]]
    if _text_of("@merge", options["direction"], place) == "left":
        nodes.reverse()
    merged: list[str] = []
    for node in nodes:
        # A field that is there without a value takes away what an object before it has.
        fields = node.fields if isinstance(node, Fields) else {}
        names = [name for name, one in fields.items() if _constant(one) is None]
        if names and merged:
            before = merged[0] if len(merged) == 1 else call("merge_present", *merged)
            merged = [call("omit", before, *map(literal, names))]
        merged.append(expression_of(node).text)
    return Expression(call("merge_present", *merged)) if merged else Constant({})


def _transform(value: Any, place: Place) -> Node:
    options = _options("@transform", value, "apply", "mapping")
    return translate(options["mapping"], Made(translate(options["apply"], place)))


def _exclude_when_null(value: Any, place: Place) -> Node:
    return _without_nulls(translate(value, place))


def _without_nulls(node: Node) -> Node:
    if isinstance(node, Fields):
        return Fields({name: _without_nulls(one) for name, one in node.fields.items()})
    if isinstance(node, Choice):
        return Choice(node.tested, node.is_filled, _without_nulls(node.then), _without_nulls(node.otherwise))
    if isinstance(node, Expression):
        return Expression(call("omit_nulls", node.text, "`true`"))
    return node


def _liquid(value: Any, place: Place) -> Node:
    if not isinstance(value, str):
        raise NeedsPersonError("@liquid that is not text: Segment fails on it")
    return template_of(read_liquid(value, place))


_DIRECTIVES: Final[dict[str, Callable[[Any, Place], Node]]] = {
    "@path": _path,
    "@template": _template,
    "@literal": translate,
    "@if": _if,
    "@case": _case,
    "@replace": _replace,
    "@arrayPath": _array_path,
    "@json": _json,
    "@flatten": _flatten,
    "@merge": _merge,
    "@transform": _transform,
    "@excludeWhenNull": _exclude_when_null,
    "@liquid": _liquid,
}
