"""From generated source to functions, for all that writes Python: expressions, mappings, payloads, whole actions.

- `load.py`: the one way from source to code, and the list of what generated code may consist of
- `shared.py`: functions that differ in nothing but constants share their code

It knows none of the other packages, and all of them may use it.
"""
