"""The registry of destinations: those in this package by folder, others by entry point.

A plugin of another distribution declares one entry point per destination, named as the destination:

    [project.entry-points.destinations]
    acme = "acme_destination"
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
from msgspec import Struct, field

from destinations.sdk import destination as hooks
from destinations.sdk.destination import Destination
from destinations.sdk.refusal import error_text

DEFAULTS = "defaults.yaml"
READINGS = "readings.yaml"
BUILT_IN = "built in"
# A plugin need not have defaults: then every action of it brings its own trigger and mapping.
NOT_PLUGINS = {"destinations", "pluggy", "pydantic", "msgspec", *sys.stdlib_module_names}
NO_DEFAULTS = "version: 1\naction_types: {}\n"


class PluginError(Exception):
    """A destination exists but cannot be used; the text names it, its origin and what is wrong."""


class Plugin(Struct, frozen=True):
    """A destination with the text of its `defaults.yaml`; `origin` says who brings it.

    `package` is the import package that its files are in, empty for a module on its own.
    """

    destination: Destination
    defaults_text: str
    defaults_file: str
    origin: str
    package: str = ""

    @property
    def readings(self) -> tuple[str, str]:
        """The text and the name of the file with the readings that its defaults may use."""
        return _readings()


class Source(Struct, frozen=True):
    """Where a destination can be had from, before it is imported."""

    name: str
    origin: str
    load: Callable[[], Any]


class Registry(Struct):
    """The destinations by name; each is imported when it is first asked for."""

    sources: Mapping[str, tuple[Source, ...]]
    _loaded: dict[str, Plugin] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """The names of all destinations, sorted; nothing is imported."""
        return tuple(sorted(self.sources))

    def find(self, name: str) -> Plugin | None:
        """The destination of that name, None if there is none; PluginError if it cannot be used."""
        if name not in self._loaded:
            sources = self.sources.get(name, ())
            if not sources:
                return None
            if len(sources) > 1:
                origins = " and ".join(source.origin for source in sources)
                raise PluginError(f"two plugins are named {name}: {origins}; uninstall one of them")
            self._loaded[name] = load_plugin(sources[0])
        return self._loaded[name]


def load_registry(installed: Iterable[EntryPoint] | None = None) -> Registry:
    """All destinations of this package and of the installed entry points (or of those given)."""
    by_name: dict[str, tuple[Source, ...]] = {}
    points = entry_points(group=hooks.GROUP) if installed is None else installed
    for source in (*_built_in(), *map(_from_entry_point, points)):
        by_name[source.name] = (*by_name.get(source.name, ()), source)
    return Registry(by_name)


def load_plugin(source: Source) -> Plugin:
    """The imported plugin; PluginError where importing fails or it does not register what it promised."""
    try:
        # What it prints is not among the rows of the command.
        with redirect_stdout(sys.stderr):
            module = source.load()
            found = registered(module)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        # A module that exits while it is imported would take the whole command with it.
        raise PluginError(
            f"the destination {source.name} ({source.origin}) cannot be loaded: {error_text(error)}{_place_of(error)}"
        ) from error
    destination = next((one for one in found if one.name == source.name), None)
    if destination is None:
        has = f"{', '.join(one.name for one in found)}, but not {source.name}" if found else "nothing"
        advice = f"return a Destination named {source.name} from its hook register_destinations"
        if not found and callable(getattr(module, "register_destinations", None)):
            has, advice = "nothing", "its function register_destinations has no @hookimpl; write it above"
        raise PluginError(f"the plugin {source.name} ({source.origin}) registers {has}; {advice}")
    package = _package(module)
    text, file = _defaults(package)
    return Plugin(destination, text, file, source.origin, package)


def _place_of(error: BaseException) -> str:
    """Where in the plugin's code it was raised, in words; nothing where that is nowhere of it."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" ({'/'.join(Path(error.filename).parts[-2:])}:{error.lineno})"
    trace, found = error.__traceback__, ""
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in NOT_PLUGINS:
            found = f" ({'/'.join(Path(trace.tb_frame.f_code.co_filename).parts[-2:])}:{trace.tb_lineno})"
        trace = trace.tb_next
    return found


def registered(plugin: object) -> list[Destination]:
    """What the plugin's hook `register_destinations` returns; TypeError for anything but destinations."""
    manager = pluggy.PluginManager(hooks.GROUP)
    manager.add_hookspecs(hooks)
    manager.register(plugin)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        # Its text begins with what the plugin is to Python.
        unknown = str(error.args[-1] if error.args else error)
        raise TypeError(f"{unknown}; the one hook of destinations is register_destinations") from None
    answers = manager.hook.register_destinations()
    if not all(isinstance(answer, list | tuple) for answer in answers):
        raise TypeError("register_destinations returned no list; return [your destination]")
    found = [one for answer in answers for one in answer]
    for one in found:
        if not isinstance(one, Destination):
            raise TypeError(f"register_destinations returned {type(one).__name__} where a Destination belongs")
    return found


@cache
def _readings() -> tuple[str, str]:
    file = files("destinations.sdk.families") / READINGS
    return file.read_text(encoding="utf-8"), f"destinations/sdk/families/{READINGS}"


def _built_in() -> Iterator[Source]:
    for entry in files("destinations").iterdir():
        if entry.is_dir() and entry.joinpath(DEFAULTS).is_file():
            yield Source(entry.name, BUILT_IN, _importing(f"destinations.{entry.name}"))


def _importing(module: str) -> Callable[[], ModuleType]:
    return lambda: import_module(module)


def _from_entry_point(point: EntryPoint) -> Source:
    of = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
    return Source(point.name, of, point.load)


def _package(plugin: object) -> str:
    package = getattr(plugin, "__package__", None) or getattr(plugin, "__module__", "").rpartition(".")[0]
    return package or ""


def _defaults(package: str) -> tuple[str, str]:
    if not package:
        return NO_DEFAULTS, ""
    file = files(package) / DEFAULTS
    if not file.is_file():
        return NO_DEFAULTS, ""
    return file.read_text(encoding="utf-8"), f"{package.replace('.', '/')}/{DEFAULTS}"
