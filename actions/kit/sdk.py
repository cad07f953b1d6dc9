"""Everything that a plugin package imports: for destinations, functions of expressions and secret providers.

    from actions.kit.sdk import ActionType, Destination, Payload, Request, Settings, hookimpl

It has what `destinations.sdk` has, and beside it `declare`, `Example`, `Refusal` and `Function` for functions, and
`SecretProvider`. `hookimpl` marks any of the three hooks: `register_destinations`, `register_functions` and
`register_secret_providers`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from actions.kit import secret_providers
from actions.kit.secret_providers import SecretProvider
from destinations import sdk
from destinations.sdk import *  # noqa: F403 - it is this module's business to have all of it
from mappings.functions import plugins
from mappings.functions.declare import Example, Function, Refusal, declare

Hook = TypeVar("Hook", bound=Callable[[], Any])
MARKS = {
    "register_destinations": sdk.hookimpl,
    "register_functions": plugins.hookimpl,
    "register_secret_providers": secret_providers.hookimpl,
}


def hookimpl(function: Hook) -> Hook:  # type: ignore[no-redef]  # in the place of that of destinations alone
    """The function, marked as the hook that it is called as; TypeError where there is no such hook."""
    mark = MARKS.get(function.__name__)
    if mark is None:
        raise TypeError(f"there is no hook {function.__name__}; there are {', '.join(MARKS)}")
    marked: Hook = mark(function)
    return marked


__all__ = [  # noqa: PLE0604 - strings all
    *sdk.__all__,
    "Example",
    "Function",
    "Refusal",
    "SecretProvider",
    "declare",
    "hookimpl",
]
