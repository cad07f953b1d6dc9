"""Reads an event: whether it is valid, when it happened, and which destinations it allows.

- `read.py`: turns any value into an `Event`, or says why it is not one
- `usual.py`: the fast path of that, for well-formed events
- `shape.py`: looks for what JSON cannot hold: NaN, lone surrogates, huge numbers, deep nesting
- `timestamp.py`: corrects the device's clock
- `integrations.py`: reads which destinations the event allows
- `delivery_id.py`, `message_id.py`: the ids

All of it is pure: the current time comes in with `Context`.
"""
