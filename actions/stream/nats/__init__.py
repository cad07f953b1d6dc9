"""Streams of NATS JetStream.

    names.py      what streams, subjects and consumers are called
    connection.py the connection, and how often something is asked that may fail for a moment
    cursor.py     a lane's durable consumers
    partitions.py which of the partitions that are written lanes read
    handoff.py    what comes again at its time, and dead letters
    source.py     all of it together, and what is wrong with a server's set-up

Events stand in a stream whose messages are NDJSON, one or more events each. What is handed on stands in two more, which
are made where they are missing. Needs nats-py: pip install 'destination-actions[nats]'
"""

from actions.stream.nats.source import NatsSource, connected

__all__ = ["NatsSource", "connected"]
