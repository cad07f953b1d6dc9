"""Verbs that ask about a mapping: why, where from, whether its examples hold, what an expression gives."""
