"""A mapping as one Python function, readable as if written by hand.

All fields share one prefix tree of paths, so that every object of the event is checked and read once. A comment
names the line of the mapping that a field comes from; `actions show` prints the whole.

    code.py      the function of a mapping, made when it is first needed
    action.py    the frame: parameters, the fields, what they cost
    objects.py   fields written together: displays and stores, nested objects, lists of items
    field.py     one field: `only_when`, its source, its options
    sources.py   paths, templates, literals, counters
    options.py   `only` to `required`
    where.py     where a field's paths start
    runtime.py   what generated code calls

As with expressions: names come from counters, what is charged is what the reference charges, and code that fails
says nothing, as the reference runs then and explains.
"""
