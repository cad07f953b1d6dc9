"""All the actions that an event may concern, as one Python function: what several of them read is read once.

    by_name.py     for each event name the function of its actions, made when an event first needs it
    fired.py       what is done if an action's trigger holds
    fields.py      from an event to the fields of all payloads
    runs.py        these functions for a plan
    lines.py       from an event to the lines of all payloads, as text
    text.py        the JSON of a payload, put together where all its values are there
    projection.py  events decoded to no more than what somebody reads, for lines.py
    writers.py     the functions of lines for a plan, and what decodes events for them

Each action in it has a budget of its own. Whatever does not fit in one of them ends the function for all: then they
are run one after the other.
"""
