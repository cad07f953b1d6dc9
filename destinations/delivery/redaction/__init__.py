"""Secrets by name, never by value.

`redact.py` replaces them; `spelling.py` decodes a string in every way in which a secret may be written.
`people.py` takes people's details out of texts.
"""
