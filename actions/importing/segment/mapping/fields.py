"""What a mapping gives, as fields of a mapping file: as people write them where it can be, else as an expression."""

from collections.abc import Mapping
from typing import Any

from actions.importing.segment.expression import call
from actions.importing.segment.mapping.expressions import BLANK, expression_of
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
from mappings.fields.target import show_target

Written = dict[str, Any]


def write_fields(fields: Mapping[tuple[str, ...], Node]) -> tuple[Written, Written]:
    """The entries of `map:` and those of `set:`, for the values at these targets.

    Nothing, null and an empty text are left out, as Segment leaves them out of a payload.
    """
    mapped: Written = {}
    constant: Written = {}
    for target, node in fields.items():
        if isinstance(node, Nothing) or (isinstance(node, Constant) and node.value in (None, "")):
            continue
        if not all(target):
            raise NeedsPersonError("a field without a name")
        if isinstance(node, Constant):
            constant[show_target(target)] = node.value
        else:
            mapped[show_target(target)] = _never_empty(node) or write_field(node)
    return mapped, constant


def _never_empty(node: Node) -> str | None:
    """A text of nothing but holes, so that it is none where they are empty: Segment leaves out an empty text here."""
    holes = [one for one in node.pieces if isinstance(one, Expression)] if isinstance(node, Template) else []
    if not isinstance(node, Template) or len(holes) < len(node.pieces):
        return None
    return f"as_text({holes[0].text})" if len(holes) == 1 else f"null_if({expression_of(node).text}, '')"


def write_field(node: Node) -> str | Written:
    """The value of the field under `map:`."""
    if isinstance(node, Template):
        return _template(node)
    if isinstance(node, Fields):
        return _object(node)
    if isinstance(node, Items) and isinstance(node.shape, Fields):
        return {"each": node.list.text, **_object(node.shape), "wrap": True}
    if isinstance(node, Values):
        return f"[{', '.join(expression_of(one).text for one in node.values)}]"
    if isinstance(node, Choice):
        return _choice(node)
    return _without_empty(expression_of(node).text)


def _without_empty(text: str) -> str:
    """The expression without the empty text at its end: a field with it is left out, as one without a value is."""
    inner = text.removeprefix("not_null(").removesuffix(", '')")
    is_whole = text == f"not_null({inner}, '')" and inner.startswith(("replace(", "regex_replace("))
    return inner if is_whole else text


def _template(node: Template) -> str | Written:
    texts = [one.text if isinstance(one, Expression) else one for one in node.pieces]
    if any("{{" in one or "}}" in one or one.startswith("{") or one.endswith(("{", "}")) for one in texts):
        return expression_of(node).text
    written = [f"{{{{ {one.text} }}}}" if isinstance(one, Expression) else one for one in node.pieces]
    return {"template": "".join(written), "if_missing": "empty"}


def _object(node: Fields) -> Written:
    mapped: Written = {}
    constant: Written = {}
    for name, one in node.fields.items():
        if not name:
            raise NeedsPersonError("a field without a name")
        if isinstance(one, Constant):
            constant[show_target((name,))] = one.value
        elif not isinstance(one, Nothing):
            mapped[show_target((name,))] = write_field(one)
    return ({"map": mapped} if mapped else {}) | ({"set": constant} if constant else {})


def _choice(node: Choice) -> str | Written:
    """One branch as a field with a condition, two as an expression."""
    branches = ((node.then, node.otherwise, True), (node.otherwise, node.then, False))
    for branch, other, holds in branches:
        if isinstance(other, Nothing) and isinstance(branch, Template | Fields | Items):
            field = write_field(branch)
            field = {"from": field} if isinstance(field, str) else field
            return {**field, "only_when": _condition(node, holds=holds)}
    return expression_of(node).text


def _condition(node: Choice, *, holds: bool) -> Written:
    """The condition of `only_when:`. There an empty text is missing, so that `exists` would not do."""
    if node.is_filled:
        return {call("contains", BLANK, node.tested.text): not holds}
    return {call("type", node.tested.text): {"is_not": "null"} if holds else "null"}
