"""An action as one Python function: its trigger, its mapping, the checks of its payload.

    run.py       the function of an action, and its source for people
    trigger.py   what is left to ask of an event
    payload.py   the values checked, and put together
    budget.py    what it may build
    load.py      source to function, with one code object for all actions that differ only in texts and numbers
    several/     the functions of all the actions that an event may concern

What an action's function gives is what the trigger, the mapper and the payload's model give one after the other.
It is silent: whatever does not fit ends it, and these three say why.
"""
