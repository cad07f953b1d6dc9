"""Actions as Python functions: their triggers, their mappings, the checks of their payloads.

    functions.py   for each event name the function of its actions, made when an event first needs it
    function.py    one function: for each action its test, its `each:`, and a payload for the output
    output.py      what the function gives: the fields of payloads, lines of NDJSON, or rows
    parts.py       what an action's part of a function is made of
    trigger.py     conditions
    payload.py     a payload's values checked, and put together as fields or as a record
    text.py        the JSON of a payload, put together where all its values are there
    budget.py      what an action may build
    reads.py       what actions read of an event
    projection.py  events decoded to no more than that, for functions of lines and rows

What a function gives is what the trigger, the mapper and the payload's model give one after the other. It is silent:
whatever does not fit ends an action's part of it, and these three say why.
"""
