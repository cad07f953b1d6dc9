"""Entry point of the command: Ctrl-C shows no traceback, even while modules are still loading."""

import signal


def main() -> None:
    """Run the command."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        # Nothing has been done yet, and a traceback from the middle of an import is no help.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from actions.cli.main import main as run

    signal.signal(signal.SIGINT, before)
    run()
