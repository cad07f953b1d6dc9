"""Subcommands for writing mapping files: fmt, schema."""
