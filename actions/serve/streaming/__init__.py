"""Accepted events into a stream of a broker, from which workers on other machines deliver.

events.py    from a record to the event that workers get, or to a dead letter
journal.py   the journal whose records go into a stream, by groups
"""

from actions.serve.streaming.journal import StreamJournal

__all__ = ["StreamJournal"]
