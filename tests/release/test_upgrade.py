"""What each released version has left on disk is used by this one: nothing that waited is lost or sent twice."""

import asyncio
import json
import tarfile
from pathlib import Path

import pytest

from tests.actions.cli.sending import actions, server, taken
from tests.release.make_old import LETTERS, MADE, RECORDS, WAITING, waiting_of

VERSIONS = [path.name.removesuffix(".tar.gz") for path in sorted(MADE.glob("*.tar.gz"))]


def test_what_a_version_writes_is_kept_for_later_ones() -> None:
    assert VERSIONS


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(MADE / f"{request.param}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.mark.slow
def test_deliveries_that_waited_and_dead_letters_are_sent(old: Path) -> None:
    shop = old / "shop"
    assert actions(shop, "check").returncode == 0
    with server(old, shop={}, crm={}) as (url, ledger):
        assert actions(shop, "resume", "shop").returncode == 0
        assert actions(shop, "resume", "crm").returncode == 0
        listed = json.loads(actions(shop, "status", "--format", "json").stdout)
        assert {name: one["waiting"] for name, one in listed["instances"].items()} == {"shop": WAITING, "crm": WAITING}
        assert actions(shop, "dead", "replay", "--send", "--yes", "--divert", url).returncode == 0
        assert actions(shop, "deliver", "--yes", "--divert", url).returncode == 0
        assert sorted(taken(ledger, "shop")) == sorted(f"m{number}" for number in range(LETTERS, LETTERS + WAITING))
        assert sorted(taken(ledger, "crm")) == sorted(f"m{number}" for number in range(LETTERS + WAITING))
        # What it knows to be sent is not sent again.
        before = ledger.read_text()
        assert actions(shop, "run", str(old / "later.ndjson"), "--send", "--yes", "--divert", url).returncode == 0
        assert ledger.read_text() == before


def test_a_journal_that_nobody_read_is_decided(old: Path) -> None:
    assert asyncio.run(waiting_of(old / "served")) == RECORDS
