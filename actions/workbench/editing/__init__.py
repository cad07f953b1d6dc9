"""What helps to write mapping files: one layout for all, and schemas for editors.

layout.py   a file in the one layout, its comments kept
schema.py   the JSON Schema of the files of one destination
words.py    what each key means, in a line
"""

__all__: list[str] = []
