"""`make serve-demo`: the ingestion service with a page in a browser, and a stand-in for the tools, on this machine.

    python -m docs.serve_demo [--seconds 60]

Prints the address of the page, and each request that the tools would have got. Ends with Ctrl-C.
"""

import argparse
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from actions.cli.first.demo import SECRETS
from actions.cli.first.init import write_starter
from actions.serve.journal.state import read_state

ROOT = Path(__file__).parent.parent
SDK = ROOT / ".venv/sdks/node/node_modules/@segment/analytics-next/dist/umd/standalone.js"
KEY = "my-first-key"
SERVE = "from actions.cli.entry import main; main()"
SETTINGS = """version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
drain_delay: 0s
analytics_js: {script}
sources:
  - {{name: website, keys: [{key}]}}
"""
LONGEST_LINE = 160


def main() -> None:
    """Run the demo until Ctrl-C, or for `--seconds`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end by itself after this time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="actions-serve-demo-") as name:
        folder = Path(name)
        write_starter(folder)
        (folder / "serve.yaml").write_text(SETTINGS.format(script=SDK, key=KEY))
        received = folder / "received.ndjson"
        stand_in = _start(["-m", "destinations.testing", "--out", str(received)], stderr=subprocess.PIPE)
        url = stand_in.stderr.readline().split()[-1] if stand_in.stderr else ""
        service = _start(["-c", SERVE, "serve", "--settings", str(folder / "serve.yaml"), "--divert", url])
        try:
            _show_page(folder, _port(folder, service))
            _follow(received, service, options.seconds)
        except KeyboardInterrupt:
            pass
        finally:
            for process in (service, stand_in):
                process.send_signal(signal.SIGTERM)
                process.wait(60)
            if stand_in.stderr:
                stand_in.stderr.close()


def _start(words: list[str], **named: Any) -> "subprocess.Popen[str]":
    # A Ctrl-C is for this program, which ends the others.
    return subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, *words], text=True, start_new_session=True, env={**os.environ, **SECRETS}, **named
    )


def _port(folder: Path, service: "subprocess.Popen[str]") -> int:
    while service.poll() is None:
        if state := read_state(folder / ".actions" / "journal", "server"):
            return int(state["port"])
        time.sleep(0.1)
    raise SystemExit(service.returncode)


def _show_page(folder: Path, port: int) -> None:
    """Serve the page of docs/serve.md, of another origin than the server."""
    text = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    page = (
        text.split("<!-- page -->\n```html\n", 1)[1].split("```", 1)[0].replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    )
    site = folder / "site"
    site.mkdir()
    (site / "index.html").write_text(page)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing: the demo prints what the tools get."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"Open http://localhost:{server.server_address[1]} and press the button. Ctrl-C ends this.\n")
    sys.stdout.flush()


def _follow(received: Path, service: "subprocess.Popen[str]", seconds: float) -> None:
    """Print each request that the stand-in gets."""
    seen, end = 0, time.monotonic() + seconds
    while service.poll() is None and time.monotonic() < end:
        lines = received.read_text(encoding="utf-8").splitlines() if received.exists() else []
        for line in lines[seen:]:
            told = json.loads(line)
            sys.stdout.write(f"{told.get('vendor', '')}: {json.dumps(told.get('body', told))}"[:LONGEST_LINE] + "\n")
            sys.stdout.flush()
        seen = len(lines)
        time.sleep(0.2)


if __name__ == "__main__":
    main()
