"""Expressions as Python: a tree becomes readable source, and the source a function.

    >>> from mappings.expr.compiled.compile import source_of
    >>> from mappings.expr.parse import parse
    >>> print(source_of(parse("userId || anonymousId").tree), end="")
    def expression(subject, budget):
        if type(subject) is dict:
            v1 = subject.get('userId')
            v2 = subject.get('anonymousId')
        else:
            v1 = v2 = None
        return v1 or (v1 if v1 == 0 and v1 is not False else v2)

What each file is about:

    value.py    a piece of Python that stands for a value, and what is known of it
    block.py    statements, indented, with what they cost
    paths.py    plain paths as one tree: every object is checked and read once
    emitter.py  names, constants, the current block; several expressions may share it
    forms/      how each kind of node is written: reads, logic, comparisons, builds, loops, calls
    verdict.py  can an expression fail at all?
    runtime.py  what generated code calls
    compile.py  all of it together
    load.py     source to function: the only place that compiles it, for payloads and whole actions, too

Three rules keep generated code honest. Names come from counters, so nothing of a user's text is ever an
identifier: it enters as a literal that `ascii` writes, or through a table of constants. What is charged to the
budget is what the interpreter charges. And code that fails says nothing: whoever called it asks the
interpreter, which explains.
"""
