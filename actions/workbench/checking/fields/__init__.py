"""Checks of single fields of a mapping: literals, types of values, meanings."""
