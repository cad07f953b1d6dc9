"""Names of events, for tools that have no others than their own."""

from collections.abc import Callable

from destinations.sdk.refusal import refusal, shown


def known_names(tool: str, names: frozenset[str], other: str) -> Callable[[str], str]:
    """A validator of an event's name; `other` is what the tool has for events of any other kind.

    >>> known_names("Toy", frozenset({"BUY", "OTHER"}), "OTHER")("BUY")
    'BUY'
    """

    def known(name: str) -> str:
        if name not in names:
            raise refusal(f"{tool} has no event {shown(name)}; write {other}, or one of {', '.join(sorted(names))}")
        return name

    return known
