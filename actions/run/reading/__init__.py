"""Reads input: in blocks, in ranges of a file, interruptibly."""
