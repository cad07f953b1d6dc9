"""The signals that end a process or have it read its files again."""

import signal

# Windows has no terminal that hangs up: the number is there, and never comes.
HANG_UP: int = getattr(signal, "SIGHUP", 1)
KILL: int = getattr(signal, "SIGKILL", 9)
# What ends a process well that delivers.
ENDING = tuple(one for one in (signal.SIGINT, signal.SIGTERM, HANG_UP) if one in signal.valid_signals())
