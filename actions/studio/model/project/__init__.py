"""All events and all actions.

counts.py      for how many events each action fires and fails, worked out a few at a time
tests.py       the tests of the mapping files: run, recorded, what they cover
deliveries.py  what the outbox says, dead letters, trying them again
catalog.py     destinations, action types and functions, with examples that can be run
"""
