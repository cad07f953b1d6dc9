"""Answers to questions about a mapping, as plain data: the command prints them, a page could show them.

    catalog.py     which destinations, action types and fields there are
    showing.py     an action with everything it inherits
    testing/       the tests of mapping files
    trying/        the result of a path, a condition, a template or a field for an event
    checking/      what `actions check` finds in files that can be run
    editing/       formatting, and JSON Schemas for editors
    people.py      finds personal data, and hides it
    explaining/    why an action did not fire for an event, what would have to change, and where each value comes from

Nothing here prints, prompts or sends. Each function takes a plan and an event and returns objects with `as_dict()`.
"""
