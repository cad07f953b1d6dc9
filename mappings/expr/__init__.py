"""Expressions: JMESPath text in, a function of an event out.

`compile_expression` is the only entry point. It returns an `Expression`, or an `ExpressionError` whose problem
says where the text is wrong and what to write.

    >>> from mappings.expr import compile_expression
    >>> total = compile_expression("properties.revenue || properties.total")
    >>> total({"properties": {"total": 19.99}})
    19.99
    >>> [root.name for root in total.roots]
    ['properties', 'properties']

The steps:

    tokens.py      text to tokens, each with its place (jmespath's lexer, with exact ends)
    parse.py       tokens to a tree (jmespath's parser), never too deep to walk
    advice.py      what to write instead of a character that begins no word
    syntax.py      what to write instead of words that do not fit together
    tree.py        walking a tree in the order of its text
    calls.py       are the functions there, and given what they take?
    roots.py       the first words read from the event itself
    warn.py        texts that compile but hardly mean what they say
    compiled/      tree to Python, made when an expression is first called
    interpret.py   tree and event to a value: the reference, and what explains a failure
    expression.py  `compile_expression` and `Expression`
    check.py       the same for a value of a mapping file: findings with file, line and column

JMESPath as jmespath.py runs it, result by result, with these differences, all on the side of the user:

- An unknown function, a wrong number of arguments, `&` in a wrong place or a slice with step 0 is an error
  when the file is read, not when an event comes.
- `` `USD` `` is an error, not a text; so are numbers in backticks that JSON cannot hold.
- merge() refuses what is not an object in every place, not the first alone.
- `"10" > 5` says what cannot be compared; to_number() reads what JSON calls a number, and gives null for all else.
- `==`, `!=`, contains() and null_if() distinguish true from 1 inside lists and objects, too.
- What an expression builds and loops over is limited per event; its text to 10,000 characters, 64 deep.

Compiled code is the fast path and reports nothing. When it fails, the interpreter, the reference path, evaluates
the same event and says why; both give the same results, the same errors, and take the same from the budget.
"""

from mappings.expr.expression import Expression, compile_expression

__all__ = ["Expression", "compile_expression"]
