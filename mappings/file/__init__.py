"""What a mapping file may hold.

`model` defines it in pydantic; `loader` reads one file and goes on after a mistake; `explain_model` rewords pydantic's
errors with `file_words`; `check_file` finds what needs two places of a file at once.
"""
