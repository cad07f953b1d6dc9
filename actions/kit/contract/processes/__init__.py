"""Clauses that need another process: what importing the package touches, and whether it builds the same requests."""
