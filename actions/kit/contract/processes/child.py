"""`python -m actions.kit.contract.processes.child NAME...`: what becomes of destinations in this process, as JSON."""

import builtins
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from hashlib import blake2b
from threading import Thread
from typing import Any

from actions.kit.contract.building.watch import watch
from actions.kit.contract.places import module_of
from actions.kit.contract.subject import Subject, built, read_subject
from destinations.registry import load_registry
from destinations.sdk.request import Request

Prints = dict[str, str]
NOTICED: dict[tuple[Any, str], str] = {
    (type(os.environ), "__getitem__"): "reads os.environ",
    (Thread, "start"): "starts a thread",
    (logging, "basicConfig"): "sets up logging",
    (builtins, "print"): "prints",
}


def main() -> None:
    """Write an object with what importing each touched, and a fingerprint of each request it builds."""
    registry, report = load_registry(), {}
    with redirect_stdout(sys.stderr):
        for name in sys.argv[1:]:
            # The first to import it: what a module does then is seen here alone.
            with watch().import_of() as seen, noticing() as noticed:
                plugin = registry.find(name)
            own = [what for module, what in noticed if plugin and f"{module}.".startswith(f"{plugin.package}.")]
            report[name] = {
                "import": list(dict.fromkeys([*seen, *own])),
                "built": prints_of(read_subject(name, registry)),
            }
    sys.__stdout__.write(json.dumps(report))  # type: ignore[union-attr]  # it is there


@contextmanager
def noticing() -> Iterator[list[tuple[str, str]]]:
    """A list of what modules do until the block ends that raises no audit event: the module, and what it did where."""
    found: list[tuple[str, str]] = []
    before = [(owner, name, getattr(owner, name)) for owner, name in NOTICED]
    for owner, name, call in before:
        setattr(owner, name, _noticed(call, NOTICED[owner, name], found))
    try:
        yield found
    finally:
        for owner, name, call in before:
            setattr(owner, name, call)


def _noticed(call: Callable[..., Any], what: str, found: list[tuple[str, str]]) -> Callable[..., Any]:
    def noticed(*given: Any, **more: Any) -> Any:
        module, spot = module_of(sys._getframe(1))  # noqa: SLF001 - the only way to it
        found.append((module, f"{what} ({spot})"))
        return call(*given, **more)

    return noticed


def prints_of(subject: Subject) -> Prints:
    """A fingerprint of what `build` makes of each case's payloads, by the case's name."""
    found: Prints = {}
    for tried in subject.tried:
        for number, decision in enumerate(tried.decide(tried.case.event)):
            kind = subject.destination.action_type(decision.type or "")
            if decision.status == "fired" and kind is not None:
                found[f"{kind.name} ({tried.case.name}, {number})"] = _print_of(tried, kind, decision.payload)
    return found


def _print_of(tried: Any, kind: Any, payload: Any) -> str:
    try:
        made = built(kind, (payload,), tried.instance.settings.shown)
    except Exception as error:  # noqa: BLE001 - another check reports it
        return type(error).__name__
    parts = [
        (one.method, one.url, sorted(one.headers.items()), one.body) if isinstance(one, Request) else one.body
        for one in made
    ]
    return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


if __name__ == "__main__":
    main()
