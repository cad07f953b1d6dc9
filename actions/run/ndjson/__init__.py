"""The short way from bytes to bytes: events as NDJSON in, payloads as NDJSON out.

    process_lines.py  the stream, and its three ways for a line
    projection.py     first: an event decoded to what somebody reads of it
    writers.py        and for each event name, one function that writes the lines of all its actions
    write_line.py     second: the whole event, and one function for each action

The third way is that of `decide`, for whatever has to be explained. All three give the same bytes.
"""
