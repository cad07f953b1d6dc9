"""Why no event at all makes a condition hold."""

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.workbench.checking.logic import conflict
from mappings.expr.expression import compile_expression
from mappings.expr.tree import Node
from mappings.findings.place import Place
from mappings.findings.show import show

PLAIN_TESTS = ("is", "one_of", "contains", "starts_with", "ends_with")
# What a function gives stays as it is when the function is called once more.
LETTERS = {"lower": (str.lower, "upper case"), "upper": (str.upper, "lower case")}


def never_holds(condition: Condition) -> str | None:
    """Why the condition can never hold, in a sentence; None where it can, or nobody knows."""
    reason: str | None = None
    match condition:
        case Leaf():
            reason = _impossible(condition)
        case All(parts):
            reason = next(filter(None, map(never_holds, parts)), None)
        case AnyOf(parts):
            reasons = [never_holds(part) for part in parts]
            reason = reasons[0] if all(reasons) else None
    return (
        reason
        or conflict(condition)
        or next((told for told, sound in REFUSED if conflict(All((condition, sound)))), None)
    )


def _exists(path: str) -> Leaf:
    return Leaf(path, "exists", operand=True, read=compile_expression(path), place=NOWHERE)


def _is_track() -> Leaf:
    return Leaf("type", "is", "track", read=compile_expression("type"), place=NOWHERE)


NOWHERE = Place("", 1, 1, 1, 1)
# What every event has, since it is refused otherwise.
REFUSED = (
    ("an event without userId and anonymousId is refused", AnyOf((_exists("userId"), _exists("anonymousId")))),
    ("a track event without a name is refused", AnyOf((_exists("event"), Not(_is_track())))),
)


def _impossible(leaf: Leaf) -> str | None:
    """Why what a function gives never passes the test."""
    tree, operands = leaf.read.tree, leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if leaf.test == "is" and operands == (True,) and tree.get("value") in PLAIN_TESTS:
        inner, *texts = tree["children"]
        return _of_function(inner, [one.get("value") for one in texts if one["type"] == "literal"])
    if leaf.test not in PLAIN_TESTS or leaf.ignore_case or leaf.any_spelling:
        return None
    return _of_function(tree, list(operands))


def _of_function(tree: Node, texts: list[object]) -> str | None:
    name = tree.get("value") if tree["type"] == "function_expression" else None
    if name not in LETTERS or not texts:
        return None
    convert, unlike = LETTERS[str(name)]
    if all(isinstance(one, str) and convert(one) != one for one in texts):
        return f"{name}() gives no letter in {unlike}, and {show(texts[0])} has one"
    return None
