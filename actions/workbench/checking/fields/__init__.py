"""What single fields of a mapping say: their literals, the kinds of their values, and what these mean."""
