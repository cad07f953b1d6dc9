"""Why an action did or did not fire for an event, and what each field of its payload is made of.

explain.py    an Explanation for each action: the engine's decisions, and below them
misses.py     what nearly holds: another case, a text where a number belongs, a name that the event spells otherwise
ways.py       which leaves of a condition would have to turn
values.py     values that would turn them
changes.py    the event with such values, tried: the action fires for it
fields.py     a row for each field of a payload: value, line, path, conversions, layer
"""
