"""Which subcommands work on which operating system."""

import sys

# They own an outbox or a journal, or ask whoever does: with locks, signals and sockets that Windows has not.
NOT_ON_WINDOWS = frozenset(
    {"deliver", "worker", "serve", "tail", "status", "pause", "resume", "demo", "dead", "outbox"}
)


def why_not_here(command: str) -> str:
    """Why that subcommand, or `run --send`, does not work on this system and what to do; nothing where it does."""
    if sys.platform != "win32" or command not in NOT_ON_WINDOWS | {"run --send"}:
        return ""
    return f"{command} needs Linux, macOS or WSL; on Windows, check, test, explain, run without --send and studio work"
