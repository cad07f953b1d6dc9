"""Lines for operators: one event, one line, whatever a client sent."""

import logging
import sys

LOG = logging.getLogger("actions.serve")
# What aiohttp says of connections has text of clients in it, and nothing that the counters do not have.
SILENT = logging.getLogger("actions.serve.silent")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False


class OneLine(logging.Formatter):
    r"""Time, level and message, with everything that could break the line or a terminal written as an escape.

    >>> OneLine("%(message)s").format(logging.makeLogRecord({"msg": "one\n2026 forged \x1b[31m"}))
    'one\\n2026 forged \\x1b[31m'
    """

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        """Where it happened, and the kind of error: its text may hold an event."""
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        places = []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f" at {' > '.join(places)}: {getattr(kind, '__name__', 'error')}"


def log_to_stderr() -> None:
    """Send the service's lines to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
