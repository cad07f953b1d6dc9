"""The vendors that come with destinations: `stand_in.py` in the folder of each."""

import logging
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.util import find_spec

from destinations.sdk.destination import GROUP
from destinations.testing.vendor import Vendor

MODULE = "stand_in"


def shipped_vendors(installed: Iterable[EntryPoint] | None = None) -> list[Vendor]:
    """The `VENDOR` of each destination that has a `stand_in.py`, those of any host last.

    Asked are the destinations of this package and those of the installed entry points (or of those given). A
    plugin whose module cannot be used is passed over with a line in the log: the others go on.
    """
    points = entry_points(group=GROUP) if installed is None else installed
    plugins = dict.fromkeys(point.module for point in points)
    vendors = [*_built_in(), *(vendor for plugin in plugins for vendor in _of_plugin(plugin))]
    return sorted(vendors, key=lambda vendor: "*" in vendor.hosts)


def _built_in() -> Iterator[Vendor]:
    for folder in sorted(files("destinations").iterdir(), key=lambda entry: entry.name):
        if folder.is_dir() and folder.joinpath(f"{MODULE}.py").is_file():
            yield _vendor(f"destinations.{folder.name}.{MODULE}")


def _of_plugin(plugin: str) -> Iterator[Vendor]:
    try:
        package = _package(plugin)
        if package and find_spec(f"{package}.{MODULE}"):
            yield _vendor(f"{package}.{MODULE}")
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin's mistake must not keep the others from starting
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        logging.getLogger(__name__).warning("the stand-in of %s is passed over: %s", plugin, cause)


def _package(plugin: str) -> str:
    """The package that an entry point's module is, or is in; empty for a module on its own."""
    spec = find_spec(plugin)
    if spec is None:
        raise ModuleNotFoundError(f"there is no module {plugin}")
    return plugin if spec.submodule_search_locations is not None else spec.parent or ""


def _vendor(module: str) -> Vendor:
    vendor = import_module(module).VENDOR
    if not isinstance(vendor, Vendor):
        raise TypeError(f"its VENDOR is {vendor!r}, where a Vendor belongs")
    return vendor
