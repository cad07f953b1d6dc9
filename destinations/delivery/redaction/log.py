"""What is told to Python's logging, under the name `destinations.delivery`: nothing that holds a secret."""

import logging

LOGGER = logging.getLogger("destinations.delivery")
# Without a handler of one's own nothing is printed.
LOGGER.addHandler(logging.NullHandler())
