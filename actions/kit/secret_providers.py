"""Secret providers: secrets that do not come from the environment, by plugins of other packages.

    [project.entry-points.actions]
    files = "acme_secrets"

    @hookimpl
    def register_secret_providers() -> list[SecretProvider]:
        return [SecretProvider("files", read_file)]

A provider is asked for `{secret: NAME}` when events are to be delivered, and at no other time. What it finds is kept in
memory only, and shown nowhere.
"""

import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from destinations.arguments import PLAIN_FUNCTION, WORD, check

GROUP = "actions"
Find = Callable[[str], str | None]

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@dataclass(frozen=True, slots=True)
class SecretProvider:
    """A place where secrets are: `find` gives the secret of a name, None where it has none."""

    name: str
    find: Find

    def __post_init__(self) -> None:
        check("SecretProvider", name=(self.name, WORD), find=(self.find, PLAIN_FUNCTION))


class SecretProviderError(LookupError):
    """A provider that cannot be used, or failed; the text never holds what it found."""


@hookspec
def register_secret_providers() -> list[SecretProvider]:
    """Return the providers this plugin brings."""
    raise NotImplementedError


def secret_lookup(environ: Find, installed: Iterable[EntryPoint] | None = None) -> Find:
    """A function from a secret's name to the secret: the environment's, else that of the first provider that has it.

    The providers of the installed packages (or of those given) are loaded when one is first needed, in the order of
    their names. SecretProviderError where one cannot be used or fails.
    """

    @cache
    def providers() -> tuple[SecretProvider, ...]:
        return tuple(load_providers(entry_points(group=GROUP) if installed is None else installed))

    def find(name: str) -> str | None:
        # As it is with variables, a secret that is blank is one forgotten.
        found = environ(name)
        if found and found.strip():
            return found
        answers = (_ask(provider, name) for provider in providers())
        return next((answer for answer in answers if answer and answer.strip()), None)

    return find


def load_providers(points: Iterable[EntryPoint]) -> list[SecretProvider]:
    """The providers of these entry points by their names; SecretProviderError where one cannot be used."""
    found: list[SecretProvider] = []
    for point in sorted(points, key=lambda one: one.name):
        try:
            # What it prints is not among the rows of the command.
            with redirect_stdout(sys.stderr):
                found += _registered(point)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a plugin raises becomes one line
            cause = " ".join(f"{type(error).__name__}: {error}".split())
            raise SecretProviderError(f"the secret provider {point.name} cannot be loaded: {cause}") from None
    return found


def _registered(point: EntryPoint) -> list[SecretProvider]:
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_hooks())
    manager.register(point.load())
    manager.check_pending()
    found = [one for answer in manager.hook.register_secret_providers() for one in answer]
    odd = next((one for one in found if not isinstance(one, SecretProvider)), None)
    if odd is not None:
        raise TypeError(f"register_secret_providers returned {type(odd).__name__} where a SecretProvider belongs")
    return found


def _hooks() -> Any:
    return type("Hooks", (), {"register_secret_providers": staticmethod(register_secret_providers)})


def _ask(provider: SecretProvider, name: str) -> str | None:
    try:
        found: Any = provider.find(name)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a plugin raises becomes one line
        # Not its words: they may hold a part of the secret.
        message = f"the secret provider {provider.name} failed for {name}: {type(error).__name__}"
        raise SecretProviderError(message) from None
    if found is not None and not isinstance(found, str):
        raise SecretProviderError(
            f"the secret provider {provider.name} gave {name} as {type(found).__name__}, not a text"
        )
    return found
