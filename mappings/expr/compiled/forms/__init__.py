"""How each kind of node of an expression is written in Python; `compiled/compile.py` has the list."""
