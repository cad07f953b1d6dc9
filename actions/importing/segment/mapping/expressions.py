"""What a mapping gives, as one expression."""

from typing import Final

from actions.importing.segment.expression import call, literal, object_text
from actions.importing.segment.mapping.node import (
    Choice,
    Constant,
    Expression,
    Fields,
    Items,
    Node,
    Nothing,
    Template,
    Values,
)

NULL: Final = "`null`"
# What Segment takes for blank: all that JavaScript finds equal to an empty text, and nothing.
BLANK: Final = literal([None, "", 0, False, []])


def expression_of(node: Node) -> Expression:
    """An expression that gives the same, and never fails."""
    match node:
        case Expression():
            found = node
        case Constant():
            found = Expression(literal(node.value))
        case Template():
            found = _joined_text(node)
        case Fields():
            found = _object(node)
        case Values():
            # In a call, so that nulls stay where they are.
            found = Expression(call("not_null", f"[{', '.join(expression_of(one).text for one in node.values)}]"))
        case Items():
            found = _items(node)
        case Choice():
            found = _choice(node)
        case Nothing():
            found = Expression(NULL)
    return found


def within(expression: Expression) -> str:
    """The expression as something may follow it, or stand before it."""
    return f"({expression.text})" if expression.is_joined else expression.text


def is_constant(node: Node) -> bool:
    """Whether the value is the same for all events."""
    return isinstance(node, Constant | Nothing)


def _object(node: Fields) -> Expression:
    given = {name: one for name, one in node.fields.items() if not isinstance(one, Nothing)}
    if all(isinstance(one, Constant) for one in given.values()):
        return Expression(literal({name: one.value for name, one in given.items() if isinstance(one, Constant)}))
    return Expression(call("omit_nulls", object_text((name, expression_of(one).text) for name, one in given.items())))


def _joined_text(node: Template) -> Expression:
    parts = [
        literal(one) if isinstance(one, str) else call("not_null", call("as_text", one.text), "''")
        for one in node.pieces
    ]
    return Expression(call("join", "''", f"[{', '.join(parts)}]"))


def _items(node: Items) -> Expression:
    found = node.list.text
    made = call("map", f"&{expression_of(node.shape).text}", call("to_array", found))
    is_list = call("contains", literal(["array", "object"]), call("type", found))
    return Expression(call("if_", is_list, made, found))


def _choice(node: Choice) -> Expression:
    then, otherwise = expression_of(node.then).text, expression_of(node.otherwise).text
    if node.is_filled:
        return Expression(call("if_", call("contains", BLANK, node.tested.text), otherwise, then))
    parts = [f"{within(node.tested)} != {NULL}", then]
    if not isinstance(node.otherwise, Nothing):
        parts.append(otherwise)
    return Expression(call("if_", *parts))
