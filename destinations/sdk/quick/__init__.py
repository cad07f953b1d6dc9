"""Payloads at a fraction of pydantic's cost: a model becomes Python source, and the source a function.

    >>> from destinations.sdk.payload import Payload
    >>> from destinations.sdk.quick.validator import quick_validator
    >>> class Greet(Payload):
    ...     name: str
    >>> quick = quick_validator(Greet)
    >>> quick({"name": "Ada"}) == Greet(name="Ada")
    True
    >>> quick({"name": 1}) is None
    True

The function knows the values that payloads usually hold: texts, numbers, lists of the very type that a field
asks for. For them it gives the payload that pydantic would give. For all others it gives None: then pydantic
coerces the value, or says what is wrong with it. Fast is silent, slow explains.

    validator.py  quick_validator: a function of a payload's fields
    checks.py     emit_checks: the same statements, to be part of a longer function
    codegen.py    what one generated source consists of: its names, constants, functions and statements
    schema.py     what pydantic will do, from its own schema; whatever is not known to us is left to it
    values.py     the statements for one value
    shape.py      a model taken apart: validators, fields, what comes after them
    model.py      the statements for a model's fields
    rules.py      the statements for what fields have to be together
    given.py      a value where generated code has it
    runtime.py    what generated code calls

Three rules keep it honest. What is written is read from the schema that pydantic itself runs, and only where
every word of it is known. A part that is not known is handed to pydantic alone (a pattern, a URL), and a model
that cannot be taken apart has no quick form. Names come from counters, so that no text of a model is ever an
identifier.

A validator of a plugin is called as pydantic would call it, and again by pydantic when its value is refused. It
must be what validators are anyway: a pure function, which does not change what it is given.
"""
