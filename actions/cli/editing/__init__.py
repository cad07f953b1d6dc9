"""Subcommands for writing mapping files and destinations: check, fmt, schema, studio, new, plugin."""
