"""Matchers: in a test, a value that is known only in part, such as `{$any: text}`; and wrong ones."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean
from mappings.located import Located

ANY_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "text": str,
    "number": (int, float, Decimal),
    "boolean": bool,
    "list": list,
    "object": dict,
}
MATCHERS: Final = ("$any", "$sha256", "$matches", "$absent")
# What other tools call these kinds and matchers.
KINDS_ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("string", "str", "date", "uuid"), "text"),
        **dict.fromkeys(("integer", "int", "float", "decimal", "numeric"), "number"),
        "bool": "boolean",
        "array": "list",
        **dict.fromkeys(("dict", "map", "hash"), "object"),
        **dict.fromkeys(("any", "anything", "value", "something"), "true"),
    }
)
MATCHERS_ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("$type", "$anything", "$kind"), "{$any: text}"),
        **dict.fromkeys(
            ("$regex", "$regexp", "$match", "$like", "$glob", "$pattern"), '{$matches: "m-*"}, with * and ?'
        ),
        **dict.fromkeys(("$missing", "$exists", "$not_exists", "$null", "$none"), "{$absent: true}"),
        **dict.fromkeys(
            ("$gt", "$gte", "$lt", "$lte", "$above", "$below", "$between", "$number"),
            "the number that comes out, or {$any: number}",
        ),
        **dict.fromkeys(("$eq", "$ne", "$is", "$in", "$oneof", "$one_of"), "the value that comes out"),
        **dict.fromkeys(("$contains", "$starts_with", "$ends_with"), '{$matches: "m-*"}, with * and ?'),
        **dict.fromkeys(("$hash", "$hashed", "$sha"), "{$sha256: the text}"),
    }
)


def wrong_matchers(spot: Located) -> Iterator[tuple[Located, str, str, bool]]:
    """What is wrong with the matchers in a value: where, a message, a hint, and whether the key is what is wrong.

    A name with a dollar sign may also be a field of the tool, such as Mixpanel's `$email`: only what is near a
    matcher, or is one of another tool, counts as meant for one.
    """
    value = spot.value
    if isinstance(value, list):
        for number in range(len(value)):
            yield from wrong_matchers(spot.at(number))
        return
    if not isinstance(value, dict):
        return
    named = [name for name in value if name in MATCHERS]
    if named and len(value) > 1:
        yield (
            spot.at(named[0]),
            f"{named[0]} has other keys beside it",
            f"write {{{named[0]}: …}} with no other key",
            True,
        )
        return
    for name in value:
        if named:
            fault = _wrong_operand(name, value[name])
            if fault:
                yield spot.at(name), *fault, False
        elif len(value) == 1 and (hint := _meant(name, value[name])):
            yield spot.at(str(name)), f"there is no matcher {name}", hint, True
        else:
            yield from wrong_matchers(spot.at(str(name)))


def _meant(name: object, operand: Any) -> str | None:
    """What to write for a name that is meant for a matcher and its operand; None for any other."""
    if not isinstance(name, str) or not name.startswith("$"):
        return None
    elsewhere = MATCHERS_ELSEWHERE.get(name.casefold())
    if name.casefold() in ("$match", "$glob", "$like") and elsewhere and isinstance(operand, str):
        # The user's own pattern in the place of the example.
        elsewhere = elsewhere.replace('"m-*"', json.dumps(operand.replace("%", "*"), ensure_ascii=False))
    return f"write {elsewhere}" if elsewhere else did_you_mean(name, MATCHERS)


def _wrong_operand(name: str, operand: Any) -> tuple[str, str] | None:
    """What is wrong with what a matcher asks for, and what to write."""
    if name == "$any":
        if operand is True or (isinstance(operand, str) and operand in ANY_KINDS):
            return None
        kinds = f"{', '.join(ANY_KINDS)} or true"
        meant = KINDS_ELSEWHERE.get(operand.casefold()) if isinstance(operand, str) else None
        near = f"write {meant}" if meant else did_you_mean(str(operand), ANY_KINDS)
        return f"$any: cannot be {show(operand)}, only {kinds}", near or f"one of {kinds}"
    if name == "$absent":
        wrong = f"$absent: is true or false, not {show(operand)}"
        return None if isinstance(operand, bool) else (wrong, "write {$absent: true}")
    is_text = isinstance(operand, str)
    return (
        None
        if is_text
        else (f"{name}: takes a text, not {kind_of(operand)}", f"write {{{name}: {_example(name, operand)}}}")
    )


def _example(name: str, operand: Any) -> str:
    """The operand as a text, or a text to begin with."""
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return f'"{operand}"'
    return "ada@example.com" if name == "$sha256" else '"m-*"'
