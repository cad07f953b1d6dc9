"""Subcommands for authors of destinations: `actions plugin check`, `actions new destination`."""
