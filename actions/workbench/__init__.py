"""What an analyst asks of a mapping, answered as plain data: the command prints it, a page can show it.

    catalog.py     which destinations, action types and fields there are
    showing.py     what an action does, with all that it inherits
    testing/       the tests of mapping files
    trying/        what a path, a condition, a template or a field gives for an event
    people.py      what tells of a person, and the same with that hidden
    explaining/    why an action did not fire for an event, what would have to change, and where each value comes from

Nothing here prints, asks or sends. Each function takes a plan and an event and returns objects with `as_dict()`.
"""
