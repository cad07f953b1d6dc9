"""Times: texts as programs print them and epoch numbers, in exact microseconds.

    read_time.py  the one reader of times: for functions, conversions, triggers and the clocks of events
    printed.py    texts of JavaScript, mail and Java, in ISO 8601
    write_time.py a moment in a form and a zone of one's own
    catalog.py    the functions of expressions

Payload fields have a reader of their own, in `destinations/sdk/fields/times.py`: neither package imports the other.
One table of tests, `tests/test_times_alike.py`, holds both to the same law.
"""

__all__: list[str] = []
