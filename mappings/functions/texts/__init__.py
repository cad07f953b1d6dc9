"""Functions of texts.

catalog.py   most of them
written.py   numbers as people write them
regex.py     regular expressions in linear time, by RE2, and what is wrong with one in our words
patterns.py  the functions that have a regular expression
"""

__all__: list[str] = []
