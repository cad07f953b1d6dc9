"""How many processes work at once, and how they start."""

import os
import sys
from threading import active_count


def cores() -> int:
    """How many processes can run at once: what the system lets this one use, where it says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def may_be_copied() -> bool:
    """Whether a copy of this process can work; a copy has no thread but the one that copied, and locks stay closed.

    Libraries of macOS do not work in a copy, and Windows makes none.
    """
    return sys.platform == "linux" and active_count() == 1
