"""The loads of `actions check --rate`, as text."""

from rich.console import Console

from actions.cli.asking.layout import print_rows
from actions.cli.formats import count
from actions.plan.plan import Plan
from actions.workbench.checking.against.rates import MOST_EVENTS, Load, Traffic, loads_of, written

HEAD = ("instance", "deliveries/s", "requests/s", "of what it takes")


def print_loads(plan: Plan, traffic: Traffic, out: Console) -> None:
    """A row for each instance: what it would get in a second."""
    total = len(traffic.events)
    first = "the first " if total == MOST_EVENTS else ""
    out.print(f"\nAt {written(traffic.rate)} events a second, by {first}{count(total, 'event')} seen before:")
    print_rows(map(_row, loads_of(plan, traffic)), out, head=HEAD)


def _row(load: Load) -> tuple[str, ...]:
    used = "no limit is declared" if load.used is None else f"{written(load.used * 100)}%"
    return load.instance, written(load.deliveries), written(load.requests), used if load.deliveries else "nothing comes"
