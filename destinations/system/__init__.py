"""What operating systems do differently, for all that is here: `actions/system/` has what only the command needs."""
