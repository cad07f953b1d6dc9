"""Help for writing mapping files: a formatter, and schemas for editors.

layout.py   the formatter; comments are kept
schema.py   the JSON Schema of the files of one destination
words.py    what each key means, in one line
"""

__all__: list[str] = []
