"""Streams of Kafka, and of what speaks its protocol.

    names.py      what topics and consumer groups are called
    client.py     a consumer in a thread of its own, and a producer whose records are kept when a call returns
    membership.py which partitions it has, what is under way of each, what is committed
    cursor.py     a lane's consumer group: a portion of each partition at a time
    again.py      what was handed on, from a topic for each delay
    handoff.py    into these topics, and into that of dead letters
    reading.py    a topic from its beginning to its end
    control.py    what people see of lanes, and do to them
    sink.py       where new events go
    source.py     all of it together, and what is wrong with a cluster's set-up

Needs confluent-kafka: pip install 'destination-actions[kafka]'
"""

from actions.stream.kafka.source import KafkaSource, connected

__all__ = ["KafkaSource", "connected"]
