"""The event's `integrations` object: which destinations may have it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

# What Segment writes before or behind the names of its newer destinations: "Actions Mixpanel", "Mixpanel (Actions)".
# What templates and PHP write for false.
OFF = frozenset({"false", "no", "off", "n", "f", "0", "denied"})
MARK = "actions"
ALL = "all"
# Names come from outside: no client may fill the memory with them.
MOST_NAMES, LONGEST_NAME = 1024, 256


def plain_names(names: Iterable[str]) -> frozenset[str]:
    """The names as `switched_off` compares them: without case, spaces, punctuation and the word Actions.

    >>> sorted(plain_names(["Google Analytics 4", "google-analytics-4", "Actions Mixpanel", "Mixpanel (Actions)"]))
    ['googleanalytics4', 'mixpanel']
    """
    return frozenset(map(_plain, names))


def switched_off(switches: Any, known: frozenset[str]) -> str | None:
    """Why an event of these `integrations` is not meant for a destination known by the `plain_names` `known`.

    None if it is. The spec (Segment spec, common fields, `integrations`): a name switches one destination, `All` those
    not named; true and an object mean on, absent means on. `"false"`, `"no"` and 0 can only mean false. Of several
    names of one destination a false one counts: a refusal is kept, whichever of its names it is written in.

    >>> switched_off({"All": False, "Mixpanel": True}, plain_names(["ga4", "Google Analytics 4"]))
    'integrations.All is false'
    >>> switched_off({"All": False, "Mixpanel": {}}, plain_names(["mixpanel"]))
    """
    if not isinstance(switches, dict):
        return None
    is_named, everything = False, None
    for name, value in switches.items():
        if value is None:
            continue
        plain = _plain(name)
        if plain in known:
            if _is_off(value):
                return f"integrations.{name} is false"
            is_named = True
        elif plain == ALL and _is_off(value):
            everything = name
    return None if is_named or everything is None else f"integrations.{everything} is false"


def is_meant_for(switches: dict[str, Any], known: frozenset[str]) -> bool:
    """Whether `switched_off` finds nothing.

    >>> is_meant_for({"Mixpanel": False}, plain_names(["ga4"])), is_meant_for({"All": "no"}, plain_names(["ga4"]))
    (True, False)
    """
    values = switches.values()
    # 0 is False here. A text may say no as well.
    return (False not in values and str not in map(type, values)) or switched_off(switches, known) is None


def _is_off(value: Any) -> bool:
    return value.strip().lower() in OFF if isinstance(value, str) else not isinstance(value, list | dict) and value == 0


def _plain(name: str) -> str:
    return _plain_of_short(name) if len(name) <= LONGEST_NAME else _plain_of(name)


def _plain_of(name: str) -> str:
    plain = "".join(letter for letter in name.casefold() if letter.isalnum())
    return plain.removeprefix(MARK).removesuffix(MARK) or plain


_plain_of_short = lru_cache(MOST_NAMES)(_plain_of)
