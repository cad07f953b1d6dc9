"""Changes of a mapping file that touch the lines concerned and nothing else, comments included.

write.py   values as YAML
reading.py what a text holds, read once
lines.py   the characters and lines that a value of a file takes
change.py  put, remove, rename: each gives the new text, or says that it cannot be done here
places.py  where the fields of an action are written
rows.py    a written condition as rows, and a row changed
draft.py   a field of a mapping as it stands in the inputs of a form
fields.py  the mapping of an action as a table, and a field changed
fixes.py   what is nearly right about a condition, made right
"""
