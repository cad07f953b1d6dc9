"""Tries a path, a condition, a template or a field against an event.

`try_text.py` evaluates it, `complete.py` completes what is typed at the prompt.
"""
