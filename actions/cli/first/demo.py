"""`actions demo`: the whole path on sample events, over real HTTP, to a stand-in on this machine."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections import Counter
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.first.init import write_starter
from actions.cli.formats import console
from actions.cli.run.report import print_tally, reasons
from actions.cli.run.rows_text import print_body
from actions.project import Project
from actions.reading.lines import find_files, read_lines
from actions.run.results import read_answer
from actions.run.summary.tally import Tally

if TYPE_CHECKING:
    from destinations.testing import Received

# Made up, and sent to this machine only; the stand-in asks for credentials as the vendors do.
SECRETS = {
    "MIXPANEL_TOKEN": "demo-mixpanel-token",
    "GA4_API_SECRET": "demo-ga4-secret",
    "WEBHOOK_SECRET": "whsec_" + b64encode(b"a key for the demo only").decode(),
}


def demo(
    directory: Annotated[Path | None, typer.Argument(help="Where to write the starter project.", metavar="DIR")] = None,
) -> None:
    """Write a starter project, deliver its sample events to a local stand-in, and show what came of it."""
    out = console()
    folder = directory or Path(mkdtemp(prefix="actions-demo-"))
    written = write_starter(folder)
    out.print(f"A starter project is in {folder}: {len(written) or 'its'} files.")
    project = Project.load(folder, environ=SECRETS)
    tally, received = asyncio.run(_deliver(project, folder / "samples"))
    print_tally(tally, out, sent=True)
    _print_received(received, out)
    out.print("Nothing left this machine: a stand-in on the loopback address received every request.")
    out.print(f"next:  actions run {folder / 'samples'} -C {folder} --all --format json")
    if not tally.sent:
        raise typer.Exit(exit_codes.NOT_DELIVERED)


async def _deliver(project: Project, samples: Path) -> tuple[Tally, list[Received]]:
    # A server takes a while to import, and the other subcommands need none.
    from actions.deliver.arrivals import arrival_of
    from actions.deliver.outcome import Outcome
    from destinations.testing import StandIn

    tally = Tally()
    lines = read_lines(find_files([str(samples)]))

    def note(outcome: Outcome) -> None:
        tally.add_outcome(f"{outcome.instance}.{outcome.action}", outcome.reason)

    async with StandIn() as standin, project.deliverer(SECRETS, divert=standin.url, on_outcome=note) as deliverer:
        for line in lines:
            answer = read_answer(line, project.decide)
            decisions = [row.decision for row in answer.rows]
            await deliverer.accept_arrivals([arrival_of(line.value, decisions, {})])
            tally.add(answer)
        await deliverer.drained()
    return tally, standin.received


def _print_received(received: list[Received], out: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, title="what the stand-in got", title_justify="left")
    for name in ("vendor", "requests", "rows taken", "rows refused", "why"):
        table.add_column(name, overflow="fold")
    for vendor in sorted({one.vendor for one in received}):
        mine = [one for one in received if one.vendor == vendor]
        refused = Counter(f"{refusal.field}: {refusal.reason}" for one in mine for refusal in one.refusals)
        taken = sum(len(one.accepted) for one in mine)
        table.add_row(vendor, str(len(mine)), str(taken), str(refused.total()), reasons(refused))
    out.print(table)
    shortest = min(received, key=lambda one: (not one.accepted, len(str(one.body))), default=None)
    if shortest:
        shown = shortest.as_dict()
        out.print("one request in full, as the vendor would see it:\n")
        print_body(f"{shown['method']} {shown['url']}", shown["headers"], shown["body"], out)
        out.print(f"    answered {shortest.status}\n")
