"""The function of a mapping, compiled when an event first needs it: most actions of a project wait long for theirs."""

from collections.abc import Callable
from typing import Any

from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.load import load
from mappings.fields.compiled.action import write_action
from mappings.fields.compiled.runtime import SilentError
from mappings.fields.field import CompiledObject
from mappings.fields.scope import Scope


class Code:
    """Generated code for fields, in two functions: paths start at the event, or at an item of a list."""

    __slots__ = ("_at_event", "_at_item", "_mapping")

    def __init__(self, mapping: CompiledObject) -> None:
        self._mapping = mapping
        self._at_event: Callable[..., dict[str, Any]] | None = None
        self._at_item: Callable[..., dict[str, Any]] | None = None

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

    def source(self, *, at_item: bool) -> str:
        """What `run` runs, as text; a comment in its place where that is the reference."""
        try:
            return write_action(self._mapping, at_item=at_item)[0]
        except TooDeepError:
            return "# This mapping is nested too deeply to be written as Python: the reference runs.\n"

    def _compile(self, *, at_item: bool) -> Callable[..., dict[str, Any]]:
        try:
            source, names = write_action(self._mapping, at_item=at_item)
            return load(source, "action", names)
        except (ValueError, SyntaxError):
            # It goes too deep. Even a mistake of ours is found once, and not for each event.
            return _always_refuse


def _always_refuse(*_: Any) -> dict[str, Any]:
    raise SilentError
