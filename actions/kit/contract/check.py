"""One clause of the contract."""

from collections.abc import Callable
from dataclasses import dataclass

from actions.kit.contract.subject import quietly


@dataclass(frozen=True, slots=True)
class Check:
    """A clause in words, and what finds breaches of it. `passed_over` says why it is not looked at, if it is not."""

    name: str
    find: Callable[[], list[str]]
    passed_over: str = ""

    def run(self) -> list[str]:
        """The breaches, a sentence each; empty when the clause is kept.

        >>> Check("it divides", lambda: [str(1 / 0)]).run()
        ['ZeroDivisionError: division by zero']
        """
        if self.passed_over:
            return []
        try:
            return list(dict.fromkeys(quietly(self.find)))
        except Exception as error:  # noqa: BLE001 - an unexpected exception of a plugin is a breach
            return [f"{type(error).__name__}: {error}"]
