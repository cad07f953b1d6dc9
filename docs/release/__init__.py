"""What a release is made of: `python -m docs.release` makes one, and says what stands in the way."""
