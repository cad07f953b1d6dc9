"""Payloads as rows on the wire: one or several each, encoded separately and put into requests together.

rows.py     `Rows`, which a request is made of, and `build` made of the two functions
record.py   a payload as a plain record, which is made in a fraction of the time of a model
given.py    the fields of a payload or a record that have a value
"""
