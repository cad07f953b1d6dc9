"""The ways out: the only modules that open sockets, or let a destination open something of its own.

transport.py      HTTP, time limits, the size of an answer
address_guard.py  which addresses may be reached at all
writing.py        rows to tools that are not spoken to by HTTP, by the destination's own writer
"""
