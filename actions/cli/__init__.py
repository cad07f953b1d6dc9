"""The command `actions`: a file per verb.

`entry.py` is where it starts, `main.py` joins the verbs, `findings.py` prints diagnostics.
"""
