"""The rule of untidy values: one bad detail does not cost an event, and nothing is guessed or left out in silence.

    settle.py    the fields of a mapping to a payload, with a warning for each value that was left out
    located.py   where an error is: the fields and items on the way, and what they mean
    sources.py   the next path of a field's list
    readings.py  values that can only mean one thing, read as that
    phones.py    phone numbers without a country, read beside the one that is known
    protected.py what is never left out, as the tool would get a different message
    money.py     amounts and their currency, which go together
    words.py     the warnings

Validators of payloads know nothing of this: they accept a value or refuse it. This package decides what a refusal
means, by what the payload's model requires and by the roles of its fields, for all destinations at once.
Source: docs/untidy-values.md.
"""
