"""The first things that one does: a project to start from, and the whole path on show."""
