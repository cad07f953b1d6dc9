"""The command `actions`: one file per subcommand.

`entry.py` is the entry point, `main.py` registers the subcommands, `findings.py` prints diagnostics.
"""
