"""For each event name, the function that gives the fields of all its actions' payloads."""

from collections.abc import Sequence
from typing import Any

from actions.plan.compiled.load import Codes
from actions.plan.compiled.several.by_name import ByName, Likeness, in_groups, likeness
from actions.plan.compiled.several.fields import RunAll, compile_fields
from actions.plan.index import Index
from actions.plan.planned import PlannedAction


class Runs(ByName[RunAll | None]):
    """The functions of a plan; None for actions that have to be run one after the other."""

    def __init__(self, index: Index[PlannedAction]) -> None:
        super().__init__(index, self._compile)
        self._codes = Codes()
        self._alike: dict[tuple[Likeness, ...], RunAll] = {}

    def _compile(self, actions: Sequence[PlannedAction]) -> RunAll | None:
        # Of a single action, its own function does.
        is_single = not actions[1:]
        if is_single or any(one.each is not None or one.mapper.engine == "reference" for one in actions):
            return None
        try:
            functions = [self._function(group) for group in in_groups(actions)]
        except (ValueError, SyntaxError, RecursionError):
            # It goes too deep. Even a mistake of ours loses nothing but time.
            return None
        return functions[0] if len(functions) == 1 else _together(functions)

    def _function(self, actions: Sequence[PlannedAction]) -> RunAll:
        key = tuple(map(likeness, actions))
        if key not in self._alike:
            self._alike[key] = compile_fields([one.parts for one in actions], self._codes)
        return self._alike[key]


def _together(functions: Sequence[RunAll]) -> RunAll:
    def fields(event: dict[str, Any]) -> list[dict[str, Any] | None]:
        return [one for run in functions for one in run(event)]

    return fields
