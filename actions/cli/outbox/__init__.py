"""The verbs that work on an outbox: what waits in it, what did not go through."""
