"""What the command's exit status says to scripts."""

FINE = 0
FINDINGS = 1
WRONG_COMMAND_LINE = 2
CANNOT_LOAD = 4
NOT_DELIVERED = 5
OUR_BUG = 70
INTERRUPTED = 130
