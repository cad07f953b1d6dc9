"""Subcommands about a project at large: lineage, coverage, diff."""
