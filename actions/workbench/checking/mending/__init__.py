"""Findings that mend themselves: a fix put into its file, and all that are safe."""
