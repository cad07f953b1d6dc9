"""What a project does with events at large: who gets a property, what is filled, what a change would do.

`lineage` reads the mapping alone, without events; `coverage` and `diff` count what it makes of events. All of it is
pure: data first, which the command line, the studio and other programs turn into text.
"""
