"""The logs of a process that delivers."""

import logging

from actions.cli.formats import Format


def log_to_stderr(form: Format) -> None:
    """Print what goes to Python's logging, from INFO on."""
    # Deliveries take a while to load: only who wants their logs waits.
    from destinations.delivery.redaction.log import LOGGER, JsonLines

    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(JsonLines() if form is Format.json else text)
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
