"""A trigger in two parts: what type and name decide alone, and what needs the whole event."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from actions.trigger.compile import judge
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not, all_of
from actions.trigger.facts import is_facts_alone

LABELS = ("type", "event")


class Split(Struct, frozen=True):
    """`label` reads only `type` and `event`, `rest` is all else; None where there is nothing of the kind.

    The trigger holds exactly when both parts do.
    """

    label: Condition | None
    rest: Condition | None


def split_condition(condition: Condition) -> Split:
    """The parts of a condition about whole events, each in the order of the file.

    Taking the label's tests away leaves the others their whole budget: a plain path costs none of it.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    label = [part for part in parts if _reads_labels_only(part)]
    rest = [part for part in parts if not _reads_labels_only(part)]
    return Split(all_of(label) if label else None, all_of(rest) if rest else None)


def left_to_ask(condition: Condition) -> Condition | None:
    """What has to be asked of an event whose type and name the facts of the condition admit; None if nothing.

    An event whose name is not text is never admitted where they name any.
    """
    split = split_condition(condition)
    return split.rest if split.label is None or is_facts_alone(split.label) else condition


def compile_label(label: Condition) -> Callable[[Mapping[str, str]], bool]:
    """A function of an event's type and name that is true when the label holds for them."""
    match label:
        case Leaf(path=path):
            holds = judge(label)
            return lambda names: holds(names[path])
        case All(parts):
            every = [compile_label(part) for part in parts]
            return lambda names: all(part(names) for part in every)
        case AnyOf(parts):
            some = [compile_label(part) for part in parts]
            return lambda names: any(part(names) for part in some)
        case Not(part):
            denied = compile_label(part)
            return lambda names: not denied(names)


def _reads_labels_only(condition: Condition) -> bool:
    match condition:
        case Leaf():
            return condition.path in LABELS
        case All(parts) | AnyOf(parts):
            return all(map(_reads_labels_only, parts))
        case Not(part):
            return _reads_labels_only(part)
