"""What a process holds: memory, open files, tasks."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def tasks() -> int:
    return len(asyncio.all_tasks())


def slope(values: Sequence[tuple[float, float]]) -> float:
    """By how much the second grows with the first, as a straight line has it.

    >>> slope([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)])
    2.0
    """
    middle = sum(x for x, _ in values) / len(values)
    height = sum(y for _, y in values) / len(values)
    return sum((x - middle) * (y - height) for x, y in values) / sum((x - middle) ** 2 for x, _ in values)
