"""The signals that end a process or have it read its files again."""

import signal

# Windows has no terminal that hangs up: the number is there, and never comes.
HANG_UP: int = getattr(signal, "SIGHUP", 1)
KILL: int = getattr(signal, "SIGKILL", 9)
# What ends a process well that delivers.
ENDING = tuple(one for one in (signal.SIGINT, signal.SIGTERM, HANG_UP) if one in signal.valid_signals())


def hold_hang_up() -> None:
    """Have a SIGHUP wait, which else ends a process that does not handle it yet; programs started now inherit that."""
    _mask("SIG_BLOCK")


def take_hang_up() -> None:
    """Have the one that waits, if any, and those to come, handled."""
    _mask("SIG_UNBLOCK")


def _mask(how: str) -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(getattr(signal, how), {HANG_UP})
