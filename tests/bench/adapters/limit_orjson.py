"""Not an engine: the limit of anything that first builds the whole event. It only parses each line."""

from collections.abc import Sequence

import orjson

from tests.bench.adapter import Engine
from tests.bench.workloads import Action

NAME = "orjson.loads only"


def prepare(_: Sequence[Action]) -> Engine:
    def run_lines(data: bytes) -> bytes:
        for line in data.splitlines():
            orjson.loads(line)
        return b""

    return Engine(None, run_lines, checked=False)
