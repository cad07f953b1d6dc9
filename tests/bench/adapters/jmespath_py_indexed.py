"""jmespath.py behind an index by type and event that this harness supplies."""

from collections.abc import Sequence

import jmespath

from tests.bench.adapter import Engine
from tests.bench.adapters.jmespath_py import search_with
from tests.bench.workloads import Action

NAME = "jmespath.py + index"
WORKLOADS = ("W3", "W4")


def prepare(actions: Sequence[Action]) -> Engine:
    return search_with(actions, lambda text: jmespath.compile(text).search, indexed=True)
