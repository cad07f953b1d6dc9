"""Functions of lists and objects."""

from collections.abc import Hashable, Iterator
from typing import Any

from mappings.budget import Budget, measure
from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.formats import as_list


def unique(items: list[Any]) -> list[Any]:
    first: dict[Hashable, Any] = {}
    for item in items:
        first.setdefault(_identity(item), item)
    return list(first.values())


def _identity(value: Any) -> Hashable:
    """Something hashable that is equal for equal JSON values: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, list):
        return ("list", tuple(map(_identity, value)))
    if isinstance(value, dict):
        return ("object", frozenset((name, _identity(part)) for name, part in value.items()))
    return (isinstance(value, bool), value)


def zip_objects(columns: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Objects made of the items at one position of each list; what is not a list is in each of them."""
    lengths = {name: len(column) for name, column in columns.items() if isinstance(column, list)}
    if not lengths:
        return None
    if len(set(lengths.values())) > 1:
        seen = ", ".join(f"{name} {length}" for name, length in list(lengths.items())[:6])
        raise EvaluationError(
            f"the lists differ in length: {seen}",
            "a path such as list[].name leaves out nulls; use each: with map: instead",
        )
    present = {name: column for name, column in columns.items() if column is not None}
    rows = range(next(iter(lengths.values())))
    return [{name: column[row] if name in lengths else column for name, column in present.items()} for row in rows]


def pick(whole: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


def omit(whole: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name not in names}


def merge_present(*objects: Any) -> Any:
    """One object of all that are there. Where only other things are, the first of them: it is not for us to judge."""
    merged: dict[str, Any] = {}
    for each in objects:
        if isinstance(each, dict):
            merged |= each
    if merged or any(isinstance(each, dict) for each in objects):
        return merged
    return next((each for each in objects if each is not None), None)


def merge_deep(*objects: dict[str, Any] | None) -> dict[str, Any]:
    """One object of all; objects of one name are merged in turn, lists are not, and null replaces nothing."""
    merged: dict[str, Any] = {}
    for each in objects:
        for name, value in (each or {}).items():
            before = merged.get(name)
            if isinstance(value, dict) and isinstance(before, dict):
                merged[name] = merge_deep(before, value)
            elif value is not None or name not in merged:
                merged[name] = value
    return merged


def flatten_object(whole: dict[str, Any], separator: str = ".") -> dict[str, Any]:
    return dict(_leaves(whole, "", separator))


def _leaves(whole: dict[str, Any], prefix: str, separator: str) -> Iterator[tuple[str, Any]]:
    for name, value in whole.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}{separator}", separator)
        else:
            yield f"{prefix}{name}", value


def omit_nulls(value: Any, deep: bool = False) -> Any:
    """The object without its fields that are null; anything else as it is. Lists are not gone into."""
    if not isinstance(value, dict):
        return value
    kept = {name: part for name, part in value.items() if part is not None}
    return {name: omit_nulls(part, deep) for name, part in kept.items()} if deep else kept


def flatten_all(value: Any, separator: str, lists: bool = True) -> dict[str, Any]:
    """The leaves of an object by their paths; what holds nothing is nowhere. No object at all is an empty one."""
    return dict(_all_leaves(value, "", separator, lists=lists)) if isinstance(value, dict | list) else {}


def _all_leaves(whole: Any, prefix: str, separator: str, *, lists: bool) -> Iterator[tuple[str, Any]]:
    parts = enumerate(whole) if isinstance(whole, list) else whole.items()
    for name, value in parts:
        path = f"{prefix}{separator}{name}" if prefix else f"{name}"
        if isinstance(value, dict) or (lists and isinstance(value, list)):
            yield from _all_leaves(value, path, separator, lists=lists)
        else:
            yield path, value


def _charge_nothing(*_: Any) -> None:
    """What is built holds no more than was given, which is paid for as it is read."""


def _charge_whole(budget: Budget, *values: Any) -> None:
    """Pay for all that is inside, parts that appear twice twice."""
    for value in values:
        measure(value, budget)


def _charge_flat(budget: Budget, whole: dict[str, Any], separator: str = ".") -> None:
    """Pay for the names: each leaf writes those of all objects around it."""
    measure(whole, budget)
    for name, _ in _leaves(whole, "", separator):
        budget.spend(1, len(name))


def _charge_all_leaves(budget: Budget, value: Any, separator: str, lists: bool = True) -> None:
    measure(value, budget)
    for name in flatten_all(value, separator, lists):
        budget.spend(1, len(name))


STRUCTURES: tuple[Function, ...] = (
    declare(
        "unique(list: list) -> list",
        "The list without repetitions; the first of equal items stays.",
        unique,
        Example("unique(@)", ["b", "a", "b"], ["b", "a"]),
        Example("unique(@)", [1, 1.0, True, "1"], [1, True, "1"]),
        Example("unique(@)", [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [{"a": 1, "b": 2}]),
        Refusal("unique(@)", "aab", 'unique() takes a list as its 1st argument, not "aab"'),
        charge=_charge_whole,
    ),
    declare(
        "zip_objects(columns: object) -> list",
        "A list of objects from an object of lists of one length; what is not a list is repeated in each.",
        zip_objects,
        Example(
            "zip_objects({id: ids, quantity: counts, unit: 'pc'})",
            {"ids": ["a", "b"], "counts": [1, 2]},
            [{"id": "a", "quantity": 1, "unit": "pc"}, {"id": "b", "quantity": 2, "unit": "pc"}],
        ),
        Example("zip_objects({id: ids})", {}, None),
        Refusal(
            "zip_objects({id: ids, n: counts})",
            {"ids": ["a", "b"], "counts": [1]},
            "the lists differ in length: id 2, n 1",
        ),
        Refusal("zip_objects(@)", [], "zip_objects() takes an object as its 1st argument, not a list"),
        charge=lambda budget, columns: budget.spend(
            len(columns) * max((len(column) for column in columns.values() if isinstance(column, list)), default=0)
        ),
    ),
    declare(
        "as_list(value: list | object | text) -> list",
        "The list itself, or the one that an object or JSON text stands for; null for `{}` and an empty text.",
        as_list,
        Example("as_list(@)[].sku", {"sku": "a"}, ["a"]),
        Example("as_list(@)[].sku", '[{"sku": "a"}]', ["a"]),
        Example("as_list(@)[].sku", {"0": {"sku": "a"}, "2": {"sku": "b"}}, ["a", "b"]),
        Example("as_list(@)", [], []),
        Example("as_list(@)", "", None),
        Refusal("as_list(@)", "p1, p2", "is not a list"),
    ),
    declare(
        "pick(object: object, names...: text) -> object",
        "The object with only these fields.",
        pick,
        Example("pick(@, 'a', 'c')", {"a": 1, "b": 2}, {"a": 1}),
        Refusal("pick(@, `1`)", {}, "pick() takes a text as its 2nd argument, not 1"),
    ),
    declare(
        "omit(object: object, names...: text) -> object",
        "The object without these fields.",
        omit,
        Example("omit(@, 'a')", {"a": 1, "b": 2}, {"b": 2}),
        Refusal("omit(@, 'a')", ["a"], "omit() takes an object as its 1st argument, not a list"),
    ),
    declare(
        "merge_present(objects...: any) -> object",
        "One object of those that are there: the last of one name wins, what is not an object is passed over.",
        merge_present,
        Example("merge_present(a, b)", {"a": {"x": 1, "y": 1}, "b": {"y": 2}}, {"x": 1, "y": 2}),
        Example("merge_present(a, b)", {"a": {"x": 1}}, {"x": 1}),
        Example("merge_present(a, b)", {"a": {"x": 1}, "b": {"x": None}}, {"x": None}),
        Example("merge_present(a, b)", {"a": "none", "b": {"x": 1}}, {"x": 1}),
        Example("merge_present(a, b)", {}, None),
        charge=_charge_nothing,
    ),
    declare(
        "merge_deep(objects...: object | null) -> object",
        "One object of all: the last of one name wins, objects are merged in turn, null replaces nothing.",
        merge_deep,
        Example("merge_deep(a, b)", {"a": {"x": {"p": 1, "q": 2}}, "b": {"x": {"q": 3}}}, {"x": {"p": 1, "q": 3}}),
        Example("merge_deep(a, b)", {"a": {"x": 1}, "b": {"x": None}}, {"x": 1}),
        Example("merge_deep(@, gone)", {"x": 1}, {"x": 1}),
        Refusal("merge_deep(@, 'a')", {}, 'merge_deep() takes an object or null as its 2nd argument, not "a"'),
        charge=_charge_whole,
    ),
    declare(
        "flatten_object(object: object, separator?: text) -> object",
        "One level of fields, named by their path; lists and empty objects stay as they are.",
        flatten_object,
        Example(
            "flatten_object(@)",
            {"a": {"b": 1, "c": {"d": 2}}, "e": [{"f": 3}]},
            {"a.b": 1, "a.c.d": 2, "e": [{"f": 3}]},
        ),
        Example("flatten_object(@, '_')", {"a": {"b": 1}}, {"a_b": 1}),
        Refusal("flatten_object(@)", [], "flatten_object() takes an object as its 1st argument, not a list"),
        charge=_charge_flat,
    ),
    declare(
        "omit_nulls(value: any, deep?: boolean) -> any",
        "The object without its fields that are null; with true, objects inside it too. Anything else stays.",
        omit_nulls,
        Example("omit_nulls({id: sku, name: name})", {"sku": "G-32"}, {"id": "G-32"}),
        Example("omit_nulls(@)", {"a": {"b": None}, "c": None}, {"a": {"b": None}}),
        Example("omit_nulls(@, `true`)", {"a": {"b": None}, "c": None}, {"a": {}}),
        Example("omit_nulls(@)", [None], [None]),
        Refusal("omit_nulls(@, 'yes')", {}, 'omit_nulls() takes true or false as its 2nd argument, not "yes"'),
        charge=_charge_whole,
    ),
    declare(
        "flatten_all(value: any, separator: text, lists?: boolean) -> object",
        "One level of fields, named by their path, positions of lists too; with false, lists stay as they are. "
        "What is empty is left out.",
        flatten_all,
        Example("flatten_all(@, '.')", {"a": {"b": 1}, "e": [{"f": 3}, 4]}, {"a.b": 1, "e.0.f": 3, "e.1": 4}),
        Example("flatten_all(@, '_', `false`)", {"a": {"b": {}}, "e": [1]}, {"e": [1]}),
        Example("flatten_all(@, '.')", "text", {}),
        charge=_charge_all_leaves,
    ),
)
