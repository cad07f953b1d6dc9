"""What is asked before anything is sent: how many payloads, to which hosts."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, printable
from actions.cli.run.order import Order
from actions.cli.run.progress import Bar
from actions.plan.plan import Plan
from actions.reading.stored import StoredPlace, events_only, read_inputs
from actions.run.preview import preview
from actions.run.results import Decide, decide_read
from destinations.sdk.destination import Sendable
from destinations.sdk.write import Write

NO_TERMINAL = "there is no terminal to ask at; write {} --yes"


@dataclass(slots=True)
class Forecast:
    """What a run would send: payloads by instance, and the hosts that they go to."""

    payloads: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, set[str]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        parts = [
            f"{count(number, 'payload')} to {', '.join(sorted(self.hosts[name]))} ({name})"
            for name, number in self.payloads.items()
        ]
        return ", ".join(parts)


def ask_to_send(order: Order, decide: Decide, plan: Plan) -> None:
    """Continue if the person at the terminal agrees to what would be sent; end the command otherwise."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise complain(NO_TERMINAL.format(order.verb), exit_codes.WRONG_COMMAND_LINE)
    if any(isinstance(one, StoredPlace) for one in order.files):
        console().print("all objects that were not read yet are read; what waits from an earlier run goes out as well")
    elif order.files:
        found = _forecast(order, decide, plan)
        if not found.payloads:
            console().print("nothing fires for these events; what waits from an earlier run may still go out")
        else:
            console().print(f"{printable(found.words)}; what waits from an earlier run goes out as well")
    via = f", all of it to {order.divert}" if order.divert else ""
    if not typer.confirm(f"Deliver to {', '.join(order.instances)}{via}?"):
        raise typer.Exit(exit_codes.FINE)


def _forecast(order: Order, decide: Decide, plan: Plan) -> Forecast:
    """What the files would send: they are read once more for it."""
    bar, found, known = Bar(order.files), Forecast(), set[tuple[str, str | None]]()
    for line in events_only(bar.follow(read_inputs(order.files)), order.limit):
        for decision in decide_read(line.value, decide):
            if decision.status != "fired":
                continue
            found.payloads[decision.instance] += 1
            hosts = found.hosts.setdefault(decision.instance, set())
            # Those of one action go to one place, unless its mapping says where.
            kind = (decision.instance, decision.action)
            if kind not in known or "url" in type(decision.payload).model_fields:
                known.add(kind)
                hosts.update(_targets(preview(decision, plan)[1]))
    return found


def _targets(requests: Iterable[Sendable]) -> set[str]:
    return {f"{one.tool}:{one.target}" if isinstance(one, Write) else urlsplit(one.url).netloc for one in requests}
