"""The function of a mapping, made when an event first needs it: most actions of a project wait for theirs."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.budget import Budget
from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.load import load
from mappings.fields.compiled.action import write_action
from mappings.fields.compiled.runtime import SilentError
from mappings.fields.field import CompiledObject
from mappings.fields.scope import Scope


class Code:
    """Generated code for fields, in two functions: paths start at the event, or at an item of a list."""

    __slots__ = ("_at_event", "_at_item", "_is_free", "_mapping", "of_event")

    def __init__(self, mapping: CompiledObject) -> None:
        self._mapping = mapping
        self._at_event: Callable[..., dict[str, Any]] | None = None
        self._at_item: Callable[..., dict[str, Any]] | None = None
        # Of the function made last: that it names its budget as a parameter only.
        self._is_free = False
        self.of_event: Callable[[dict[str, Any]], dict[str, Any]] = self._first_of_event

    def run(self, scope: Scope) -> dict[str, Any]:
        """The fields for the scope; whatever goes wrong raises, and is the reference's to explain."""
        event, here = scope.event, scope.here
        if type(event) is not dict or scope.currency is not None:
            raise SilentError
        if here is event and not scope.index:
            if self._at_event is None:
                self._at_event = self._compile(at_item=False)
            return self._at_event(event, scope.budget)
        if self._at_item is None:
            self._at_item = self._compile(at_item=True)
        return self._at_item(event, here, scope.index, scope.budget)

    def _first_of_event(self, event: dict[str, Any]) -> dict[str, Any]:
        action = self._at_event = self._compile(at_item=False)
        # A function that charges for nothing needs no budget.
        self.of_event = partial(action, budget=None) if self._is_free else lambda event: action(event, Budget())
        return self.of_event(event)

    def source(self, *, at_item: bool) -> str:
        """What `run` runs, as text; a comment in its place where that is the reference."""
        try:
            return write_action(self._mapping, at_item=at_item)[0]
        except TooDeepError:
            return "# This mapping is nested too deeply to be written as Python: the reference runs.\n"

    def _compile(self, *, at_item: bool) -> Callable[..., dict[str, Any]]:
        try:
            source, names = write_action(self._mapping, at_item=at_item)
            self._is_free = source.count("budget") == 1
            return load(source, "action", names)
        except (ValueError, SyntaxError):
            # It goes too deep. Even a mistake of ours is found once, and not for each event.
            return _always_refuse


def _always_refuse(*_: Any) -> dict[str, Any]:
    raise SilentError
