"""Functions of plugins, in addition to those of the catalog.

Such a package declares an entry point of the group `mappings`. Its name is the prefix of its functions:

    [project.entry-points.mappings]
    acme = "acme_functions"                  # acme_sku(…), acme_price(…)

    @hookimpl
    def register_functions() -> list[Function]:
        return [declare("acme_sku(text: text) -> text", "The number as the shop writes it.", str.upper)]

Functions keep no clock and no state: the same arguments give the same result.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

import pluggy
from msgspec import Struct

from mappings.findings.errors import EvaluationError
from mappings.functions.catalog import FUNCTIONS
from mappings.functions.declare import Function

GROUP = "mappings"
JSON_KINDS = (str, bool, int, float, list, dict, type(None))

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def register_functions() -> list[Function]:
    """Return the functions this plugin brings, each made by `declare`."""
    raise NotImplementedError


class WrongFunctionsError(TypeError):
    """What a plugin registers cannot be used: why."""


class Installed(Struct, frozen=True):
    """Functions of plugins by name, and a sentence for each plugin that cannot be used."""

    functions: Mapping[str, Function]
    troubles: tuple[str, ...]


@cache
def installed_functions() -> Installed:
    """Those of the packages that are installed; asked once for a process."""
    return read_functions(entry_points(group=GROUP))


@cache
def all_functions() -> Mapping[str, Function]:
    """Every function that an expression may call."""
    return MappingProxyType({**FUNCTIONS, **installed_functions().functions})


def find_function(name: str) -> Function | None:
    """The function of that name. Plugins are looked for only where the catalog has none."""
    return FUNCTIONS.get(name) or all_functions().get(name)


def read_functions(points: Iterable[EntryPoint]) -> Installed:
    """What the entry points bring; one that cannot be used costs the others nothing."""
    found: dict[str, Function] = {}
    troubles = []
    listed = list(points)
    names = Counter(point.name for point in listed)
    for point in listed:
        try:
            # What it prints is not among the rows of the command.
            with redirect_stdout(sys.stderr):
                found |= {one.name: _guarded(one) for one in _registered(point, shared=names[point.name] > 1)}
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's mistake must not keep a project from loading
            kind = "" if isinstance(error, WrongFunctionsError) else f"{type(error).__name__}: "
            cause = " ".join(f"{kind}{error}".split())
            troubles.append(f"the functions of {_origin(point)} cannot be used: {cause}")
    return Installed(MappingProxyType(found), tuple(dict.fromkeys(troubles)))


def _registered(point: EntryPoint, *, shared: bool) -> list[Function]:
    """What the plugin's hook returns; an error for what are not functions of its own, and where its name is shared."""
    if shared:
        raise WrongFunctionsError(f"two packages bring functions that begin with {point.name}_; uninstall one of them")
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_hooks())
    manager.register(point.load())
    manager.check_pending()
    found = [one for answer in manager.hook.register_functions() for one in answer]
    for one in found:
        if not isinstance(one, Function):
            raise WrongFunctionsError(
                f"register_functions returned {type(one).__name__}; make functions with declare(…)"
            )
        if not one.name.startswith(f"{point.name}_") or one.name in FUNCTIONS:
            raise WrongFunctionsError(f"{one.name}() is not the plugin's own; call it {point.name}_{one.name}")
    return found


def _hooks() -> Any:
    return type("Hooks", (), {"register_functions": staticmethod(register_functions)})


def _guarded(function: Function) -> Function:
    """The function, whose own mistakes are failures of the field that calls it."""
    return replace(function, body=_guard(function.body))


def _guard(body: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any) -> Any:
        try:
            result = body(*arguments)
        except (EvaluationError, OverflowError, UnicodeEncodeError):
            raise
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's mistake concerns this field alone
            message = f"the function itself failed: {type(error).__name__}: {error}"
            raise EvaluationError(message, "report this to its author") from None
        if not isinstance(result, JSON_KINDS):
            message = f"the function gave a {type(result).__name__}, which is not a JSON value"
            raise EvaluationError(message, "report this to its author")
        return result

    return guarded


def _origin(point: EntryPoint) -> str:
    return f"{point.name} ({point.dist.name} {point.dist.version})" if point.dist else f"{point.name} ({point.value})"
