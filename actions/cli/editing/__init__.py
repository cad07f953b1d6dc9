"""Verbs that write mapping files, or help to."""
