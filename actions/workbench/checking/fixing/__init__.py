"""Findings with a fix: a fix put into its file, and all that are safe."""
