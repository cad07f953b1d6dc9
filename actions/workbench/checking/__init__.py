"""Checks of files that can be run: what `actions check` finds beyond errors, and how `--fix` fixes it.

`find` runs all checks; `against` compares with recorded events; `fixing` writes fixes into files;
`explanations` has the text of `--explain`.
"""
