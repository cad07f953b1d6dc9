"""Mappings held against events that were seen, and against a tracking plan."""
