"""Findings: what is wrong, where, and what to write instead.

`diagnostic` is the form of every finding and `Report` collects them; `place` is a span of a file; `codes` lists
what each code is about; `suggest` is the "did you mean"; `show` formats a value that was seen; `errors` are what
expressions raise, when they are read and when they meet an event.
"""
