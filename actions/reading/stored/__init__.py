"""Events in objects of a bucket, or of whatever else fsspec reaches: NDJSON, JSON, either of them gzipped, and Parquet.

place.py     what there is, and how it is opened
reading.py   its events as lines, each object once
tables.py    the rows of a Parquet file as events
"""

from actions.reading.stored.place import StoredObject, StoredPlace, is_url
from actions.reading.stored.reading import Input, Known, ObjectMark, at_most, events_only, find_inputs, read_inputs

__all__ = [
    "Input",
    "Known",
    "ObjectMark",
    "StoredObject",
    "StoredPlace",
    "at_most",
    "events_only",
    "find_inputs",
    "is_url",
    "read_inputs",
]
