"""Conversions by `as:`: a value in, the same value in the form that a tool needs out.

Every conversion takes any JSON value but null, gives the converted value, and raises EvaluationError, naming
the value, when there is none: nothing is guessed, rounded or cut silently.

    >>> from mappings.convert import CONVERSIONS
    >>> CONVERSIONS["number"]("19.99")
    19.99

`table` lists the conversions by the word behind `as:`; `money` and `json` are not in it, as one needs the
currency of the amount and the other the event's budget.
"""

from mappings.convert.json_text import to_json_text
from mappings.convert.money import to_money
from mappings.convert.table import CONVERSIONS

__all__ = ["CONVERSIONS", "to_json_text", "to_money"]
