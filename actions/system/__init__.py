"""What operating systems do differently, for the command; `destinations/system/` has what destinations need, too."""
