"""The tests a condition can make of one value, a file per family.

- `equality`: is, is_not, one_of, none_of, exists, has, has_any
- `texts`: contains, starts_with, ends_with, matches, regex
- `orders`: above, at_least, below, at_most, between, for numbers and for times
- `operands`: what a test accepts to compare with, and the complaint about anything else
- `table`: all of them by name, and what to say about a value that a test cannot work with

A test gets a value that is there (a missing one never reaches it) and answers true or false; a value of the
wrong kind is false. To add a test: write its `prepare` in its family, add its row to the table.
"""

__all__ = ["equality", "operands", "orders", "table", "texts"]
