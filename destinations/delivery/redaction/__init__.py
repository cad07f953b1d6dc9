"""Secrets by name, never by value: `redact.py`, and `spelling.py`, all ways to read a text for who looks for them."""
