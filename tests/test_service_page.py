"""The pool of docs/service.md works in processes that are forked and in those that are spawned."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs_pages import ROOT, read_blocks

EVENT = {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m", "properties": {"revenue": 5}}
RUN = "import json, sys, pool; print(json.dumps(pool.run([json.loads(sys.argv[1])] * 3, sys.argv[2])))"


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_processes_decide(way: str, tmp_path: Path) -> None:
    for block in read_blocks(ROOT / "docs" / "service.md"):
        if block.word == "write":
            (tmp_path / block.about).parent.mkdir(exist_ok=True)
            (tmp_path / block.about).write_text(block.text, encoding="utf-8")
    command = [sys.executable, "-c", RUN, json.dumps(EVENT), way]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["crm.send", "mixpanel.purchase"]] * 3
