"""What payloads become on the wire: a row each, or several, written one by one and put into requests together.

rows.py     `Rows`, which a request is made of, and `build` made of the two functions
record.py   a payload as a plain record, which is made in a fraction of the time of a model
given.py    the fields of a payload or a record that have a value
"""
