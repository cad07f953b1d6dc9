"""Subcommands that work on an outbox: deliver, status, pause, resume, dead, outbox."""
