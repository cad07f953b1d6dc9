"""Why an action did or did not fire for an event, and what each field of its payload is made of.

explain.py    an Explanation for each action: the engine's decisions, and below them
misses.py     near misses: another case, a string where a number belongs, a name that the event spells otherwise
ways.py       which tests of a condition would have to change their result
values.py     values for which they do
changes.py    the event with such values, tried: the action fires for it
fields.py     a row for each field of a payload: value, line, path, conversions, layer
"""
