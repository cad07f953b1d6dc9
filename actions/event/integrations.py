"""The event's `integrations` object: which destinations may have it."""

from collections.abc import Iterable
from typing import Any


def switched_off(event: dict[str, Any], names: Iterable[str]) -> str | None:
    """Why the event is not meant for a destination known by `names`; None if it is.

    The spec (Segment spec, common fields, `integrations`): a name switches one destination, `All` those not
    named; true and an object mean on, absent means on. Names compare without regard to case, spaces and
    punctuation, so `Google Analytics 4`, `google-analytics-4` and a plugin's own name all count.

    >>> switched_off({"integrations": {"All": False, "Mixpanel": True}}, ["ga4", "Google Analytics 4"])
    'integrations.All is false'
    >>> switched_off({"integrations": {"All": False, "Mixpanel": {}}}, ["mixpanel"])
    """
    switches = event.get("integrations")
    if not isinstance(switches, dict) or not switches:
        return None
    known = {_plain(name) for name in names}
    for name, value in switches.items():
        if _plain(name) in known and value is not None:
            return f"integrations.{name} is false" if value is False else None
    for name, value in switches.items():
        if _plain(name) == "all" and value is False:
            return f"integrations.{name} is false"
    return None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
