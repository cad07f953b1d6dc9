"""The short way from bytes to bytes: events as NDJSON in, payloads as NDJSON out.

    process_lines.py  the stream, and its three ways for a line
    write_usual.py    first: an event decoded to what somebody reads of it, and one function for all its actions' lines
    write_line.py     second: the whole event, the fields of its payloads, and the lines of these
    what_is_read.py   for the third: numbers and nestings beyond all bounds count only where an action reads them

The third way is that of `decide`, for whatever has to be explained. All three give the same bytes.
"""
