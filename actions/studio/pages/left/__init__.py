"""The left column: the project's actions, and the events."""
