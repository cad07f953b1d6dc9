"""How many files a process may have open, connections included."""

import sys

if sys.platform != "win32":
    import resource


def open_files_allowed() -> int | None:
    """How many files this process may have open; None where the system has no such limit."""
    if sys.platform == "win32":
        return None
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def allow_open_files(wanted: int) -> None:
    """Let the process have so many files open, or as many as the system allows."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
