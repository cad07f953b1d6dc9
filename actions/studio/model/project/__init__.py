"""All events and all actions.

counts.py      for how many events each action fires and fails, worked out a few at a time
changes.py     what the files do otherwise than on disk, or than git has them
over_all.py    what is filled, read and personal over all events
flow.py        the way of the events as boxes and bands
values.py      the values that a path has, and what no action reads
tests.py       the tests of the mapping files: run, recorded, what they cover
deliveries.py  what the outbox says, dead letters, trying them again
catalog.py     destinations, action types and functions, with examples that can be run
"""
