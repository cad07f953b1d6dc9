"""Mappings compared with recorded events, and with a tracking plan."""
