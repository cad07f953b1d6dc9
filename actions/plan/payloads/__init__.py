"""Payloads from the values of their fields: `maker.py` gives instances, `writer.py` JSON."""
