"""`python -m tests.release.make_old`: keeps what this version writes, so that later versions are tried on it.

Run once for each release: `made_by/VERSION.tar.gz` is a folder with a project, an outbox in which deliveries and dead
letters wait, and a service whose journal nobody has read yet.
"""

import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.release.version import version_of
from tests.actions.cli import sending
from tests.serve.decider import running

MADE = Path(__file__).with_name("made_by")
LETTERS, WAITING, RECORDS = 5, 40, 30
SEND = ("--send", "--yes", "--format", "json")


def make(folder: Path) -> None:
    """Write it into the folder."""
    (folder / "shop").mkdir()
    shop = sending.project(folder / "shop", "shop", "crm")
    with sending.server(folder, crm={"status": 404}) as (url, _):
        first = sending.write_events(folder / "first.ndjson", range(LETTERS))
        sending.actions(shop, "run", str(first), *SEND, "--divert", url)
        sending.actions(shop, "pause", "shop", "--reason", "for the one who upgrades")
        sending.actions(shop, "pause", "crm", "--reason", "for the one who upgrades")
        later = sending.write_events(folder / "later.ndjson", range(LETTERS, LETTERS + WAITING))
        sending.actions(shop, "run", str(later), *SEND, "--divert", url)
    (folder / "ledger").unlink()
    (folder / "served").mkdir()
    running.project(folder / "served")
    running.write(folder / "served", [running.record(running.event(number)) for number in range(RECORDS)])


async def waiting_of(served: Path) -> int:
    """How many deliveries the journal of the service becomes."""
    async with running.deciding(served / "serve.yaml") as (decider, _):
        return sum(lane.rows for lane in decider._deliverer.outbox.store.lanes.values())


def main() -> None:
    """Write the archive of this version."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        with tarfile.open(MADE / f"{version_of()}.tar.gz", "w:gz") as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path, path.name)


if __name__ == "__main__":
    main()
