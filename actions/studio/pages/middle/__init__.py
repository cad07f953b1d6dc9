"""The middle column: one action, as a form and as the text of its file."""
