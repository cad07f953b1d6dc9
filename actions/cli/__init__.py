"""The command `actions`: a file per verb; `main.py` joins them, `findings.py` prints diagnostics."""
