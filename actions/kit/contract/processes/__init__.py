"""Other processes: what importing the package touches there, and whether it builds the same requests there."""
