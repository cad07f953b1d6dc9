"""Tries a path, a condition, a template or a field against an event.

`try_text.py` says what a text gives, `complete.py` how it may go on.
"""
