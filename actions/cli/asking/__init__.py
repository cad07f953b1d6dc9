"""Subcommands that answer questions about a mapping: explain, show, test, try, catalog."""
