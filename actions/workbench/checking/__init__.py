"""Checks of files that can be run: what `actions check` finds beyond errors, and how `--fix` mends it.

`find` runs all checks; `against` compares with recorded events; `mending` writes fixes into files;
`explanations` has the text of `--explain`.
"""
