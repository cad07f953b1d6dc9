"""The pages about the whole project."""
