"""Checks of a plan beyond what it needs to run: mistakes that show only between its parts."""
