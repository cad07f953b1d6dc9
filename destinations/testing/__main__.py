"""`python -m destinations.testing`: a stand-in by itself, until interrupted."""

import argparse
import asyncio
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from destinations.testing.standin import Received, StandIn, as_line


def main() -> None:
    """Serve, write each request to `--out` as one line of JSON, and say on standard error where."""
    parser = argparse.ArgumentParser(prog="python -m destinations.testing", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--out", type=Path, help="file to append the requests to, one JSON object per line")
    options = parser.parse_args()
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        out = stack.enter_context(options.out.open("ab")) if options.out else sys.stdout.buffer
        asyncio.run(serve(options.port, out))


async def serve(port: int, out: BinaryIO) -> None:
    """Serve until cancelled."""

    def write(received: Received) -> None:
        out.write(as_line(received))
        out.flush()

    async with StandIn(port=port, on_received=write) as standin:
        sys.stderr.write(f"Standing in for the vendors at {standin.url}\n")
        sys.stderr.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
