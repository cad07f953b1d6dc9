"""The network: the only modules that open sockets, or let a destination open connections of its own.

transport.py      HTTP, time limits, the size of an answer
address_guard.py  which network addresses may be reached
writing.py        rows to tools without an HTTP API, by the destination's own writer
"""
