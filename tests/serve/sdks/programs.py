"""Programs and pages that use the SDKs of Segment, RudderStack and Jitsu, and what came of them."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from actions.serve.journal import Record
from tests.serve.running import LONG

HERE = Path(__file__).parent
SDKS = HERE.parent.parent.parent / ".venv" / "sdks"
PYTHON = SDKS / "python" / "bin" / "python"
NODE_MODULES = SDKS / "node" / "node_modules"
# The two SDKs for Python differ in their names only.
PYTHON_CALLS = """
import sys
from {}.analytics.client import Client
host, key, packing, also = sys.argv[1:5]
client = Client(key, host=host, gzip=packing == "gzip", max_retries=20)
client.identify("u1", {{"name": "Ada"}})
client.track("u1", "Order Completed", {{"total": 5}})
client.page("u1", "Docs", "Intro")
client.screen("u1", "App", "Start")
client.group("u1", "g1", {{"name": "Acme"}})
client.alias("u0", "u1")
if also == "nan":
    client.track("u1", "Not JSON", {{"total": float("nan")}})
client.flush()
client.join()
"""
ALL = ["alias", "group", "identify", "page", "screen", "track"]
NO_SCREEN = ["alias", "group", "identify", "page", "track", "track"]
JITSU = ["group", "identify", "page", "track", "track", "track"]


def needed(path: Path, variable: str) -> None:
    """Skip where a tool is missing, but not where it was said to be there."""
    if not path.exists():
        assert not os.environ.get(variable), f"{path} is missing"
        pytest.skip(f"{path} is missing: run make .venv/sdks")


def kinds(records: list[Record], source: str) -> list[str]:
    """The types of the events that were taken."""
    assert {one.source for one in records} <= {source}
    assert [one.code for one in records if one.code] == []
    return sorted(json.loads(one.body).get("type") or one.type for one in records)


def run_program(port: int, program: str, key: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """What became of a program that uses an SDK."""
    is_node = program.endswith(".js")
    needed(NODE_MODULES if is_node else PYTHON, "BROWSER_MUST_BE_THERE")
    command = ["node", str(HERE / program)] if is_node else [str(PYTHON), "-c", PYTHON_CALLS.format(program)]
    return subprocess.run(
        [*command, f"http://127.0.0.1:{port}", key, *more],
        check=False,
        capture_output=True,
        text=True,
        timeout=3 * LONG,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
    )


class Page(NamedTuple):
    """A page's script, its key, how it sends, and what arrives."""

    script: str
    key: str
    source: str
    types: list[str]
    how: str = ""


def bundle(script: str, to: Path, port: int, page: Page) -> None:
    """Make one file of a script and the SDK that it imports."""
    told = {"HOST": f"http://127.0.0.1:{port}", "KEY": page.key, "HOW": page.how}
    defined = [f"--define:{name}={json.dumps(value)}" for name, value in told.items()]
    subprocess.run(
        [
            str(NODE_MODULES / ".bin" / "esbuild"),
            str(HERE / script),
            "--bundle",
            "--format=iife",
            "--log-level=error",
            f"--outfile={to}",
            *defined,
        ],
        check=True,
        timeout=3 * LONG,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
    )


def until_there(count: Callable[[], int], wanted: int, page: Any) -> None:
    """Return when so many events arrived; the browser goes on meanwhile."""
    for _ in range(int(LONG * 10)):
        if count() >= wanted:
            return
        page.wait_for_timeout(100)
