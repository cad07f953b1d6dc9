"""Conditions as people write them elsewhere, and what to write here instead.

comparisons.py  a comparison in other words, rewritten as a whole
spelling.py     single signs and words, and what is missing or too much
"""

__all__: list[str] = []
