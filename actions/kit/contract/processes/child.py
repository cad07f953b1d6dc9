"""`python -m actions.kit.contract.processes.child NAME...`: what becomes of destinations in this process, as JSON."""

import json
import sys
from contextlib import redirect_stdout
from hashlib import blake2b
from typing import Any

from actions.kit.contract.building.watch import watch
from actions.kit.contract.subject import Subject, built, read_subject
from destinations.registry import load_registry
from destinations.sdk.request import Request

Prints = dict[str, str]


def main() -> None:
    """Write an object with what importing each touched, and a fingerprint of each request it builds."""
    registry, told = load_registry(), {}
    with redirect_stdout(sys.stderr):
        for name in sys.argv[1:]:
            # The first to import it: what a module does then is seen here alone.
            with watch().import_of() as seen:
                registry.find(name)
            told[name] = {"import": list(dict.fromkeys(seen)), "built": prints_of(read_subject(name, registry))}
    sys.__stdout__.write(json.dumps(told))  # type: ignore[union-attr]  # it is there


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
    except Exception as error:  # noqa: BLE001 - another check tells of it
        return type(error).__name__
    parts = [
        (one.method, one.url, sorted(one.headers.items()), one.body) if isinstance(one, Request) else one.body
        for one in made
    ]
    return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


if __name__ == "__main__":
    main()
