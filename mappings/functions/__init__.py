"""Functions of expressions: JMESPath's own, and what mapping authors need beside them.

Each is declared once, next to its code: signature, help, and examples, its tests and documentation.

    >>> from mappings.functions.catalog import FUNCTIONS
    >>> FUNCTIONS["round"].signature
    'round(number: amount, digits?: integer) -> number'
    >>> print(FUNCTIONS["round"].examples[0])
    round(@, `2`) on 2.675 gives 2.68

The rules they share:

- Null in, null out, unless the function is about null. (JMESPath's own refuse null, as it says.)
- A value of another kind is an `EvaluationError` that names function, argument and value; nothing is guessed.
- What a function reads and builds is charged to the event's budget; the larger part before it is built.
- No clock, no randomness, no network: the same arguments give the same result, everywhere and always.

Where to look: `declare.py` says what a function is, `catalog.py` lists them all, `plugins.py` finds those of other
packages, `reference.py` writes `docs/functions.md`; every other file holds functions of one kind. To add one, declare
it there.
"""

__all__: list[str] = []
