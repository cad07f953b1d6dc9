"""What a mapping file may hold.

`model` says it in pydantic; `loader` reads one file and goes on after a mistake; `explain_model` turns what pydantic
refuses into the words of `file_words`; `check_file` finds what needs two places of a file at once.
"""
