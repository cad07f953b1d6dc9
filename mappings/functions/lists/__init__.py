"""Functions of lists and objects."""
