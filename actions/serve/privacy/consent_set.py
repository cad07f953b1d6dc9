"""What the person behind an event agreed to, read from either public form into one set."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from destinations.sdk.families.ads.google import read_granted

SEGMENT, RUDDERSTACK = "context.consent", "context.consentManagement"


class ConsentSet(NamedTuple):
    """The ids of categories that are granted, and those that are denied; an id in both is denied.

    `others` says of ids in neither of the two. With `any_suffices`, an instance in several categories needs one of
    them, otherwise all. Where the object cannot be read, `unreadable` says why, and nothing is granted.
    """

    granted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    others: bool = False
    any_suffices: bool = False
    unreadable: str | None = None

    def grants(self, category: str) -> bool:
        """Whether the person agreed to this category."""
        if category in self.denied or self.unreadable is not None:
            return False
        return category in self.granted or self.others


def consent_of(event: Mapping[str, Any]) -> ConsentSet | None:
    """What the event says about consent; None where it says nothing.

    Segment's form is `context.consent.categoryPreferences`, RudderStack's `context.consentManagement` with
    `allowedConsentIds` and `deniedConsentIds`. Where both are there, an id has to be granted by one and denied by none.
    What cannot be read counts as denied.

    >>> consent_of({"context": {"consent": {"categoryPreferences": {"Ads": True, "Stats": False}}}}).granted
    frozenset({'Ads'})
    >>> consent_of({"context": {"consentManagement": {"deniedConsentIds": ["Ads"]}}}).grants("Stats")
    True
    """
    context = event.get("context")
    if not isinstance(context, dict):
        return None
    found = [
        read(value)
        for name, read in (("consent", _of_segment), ("consentManagement", _of_rudderstack))
        if (value := context.get(name)) is not None
    ]
    if not found:
        return None
    return found[0] if len(found) == 1 else _both(*found)


def _both(first: ConsentSet, second: ConsentSet) -> ConsentSet:
    unreadable = first.unreadable or second.unreadable
    # One that names what is granted has the stricter say about all that nobody names.
    return ConsentSet(
        first.granted | second.granted,
        first.denied | second.denied,
        others=first.others and second.others,
        unreadable=unreadable,
    )


def _of_segment(value: Any) -> ConsentSet:
    if not isinstance(value, dict):
        return ConsentSet(unreadable=f"{SEGMENT} is not an object")
    preferences = value.get("categoryPreferences")
    if not isinstance(preferences, dict):
        what = "is not an object" if "categoryPreferences" in value else "is missing"
        return ConsentSet(unreadable=f"{SEGMENT}.categoryPreferences {what}")
    granted = frozenset(name for name, agreed in preferences.items() if read_granted(agreed) is True)
    return ConsentSet(granted, frozenset(preferences) - granted)


def _of_rudderstack(value: Any) -> ConsentSet:
    if not isinstance(value, dict):
        return ConsentSet(unreadable=f"{RUDDERSTACK} is not an object")
    lists = {name: value.get(name) for name in ("allowedConsentIds", "deniedConsentIds")}
    if all(one is None for one in lists.values()):
        return ConsentSet(unreadable=f"{RUDDERSTACK} has neither allowedConsentIds nor deniedConsentIds")
    for name, ids in lists.items():
        if ids is not None and not isinstance(ids, list):
            return ConsentSet(unreadable=f"{RUDDERSTACK}.{name} is not a list")
    if any(_id(one) is None for one in lists["deniedConsentIds"] or ()):
        return ConsentSet(unreadable=f"{RUDDERSTACK}.deniedConsentIds holds something else than ids")
    strategy = value.get("resolutionStrategy")
    return ConsentSet(
        _ids(lists["allowedConsentIds"] or ()),
        _ids(lists["deniedConsentIds"] or ()),
        # Its older SDKs name only what is denied.
        others=lists["allowedConsentIds"] is None,
        any_suffices=isinstance(strategy, str) and strategy.strip().lower() == "or",
    )


def _ids(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(found for one in values if (found := _id(one)) is not None)


def _id(value: Any) -> str | None:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
