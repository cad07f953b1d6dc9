"""Fast path: events as NDJSON in, payloads as NDJSON out.

    process_lines.py   the stream: which reader a line has, and decisions where something is to be explained
    lines.py           the readers: an event decoded to what somebody reads of it, or all of it
    read_row.py        for senders: the event in a row and the function for it, which gives one of the next two
    fields_of_line.py  the fields of payloads
    rows_of_line.py    the rows of payloads
    what_is_read.py    for decisions: numbers and nestings beyond all bounds count only where an action reads them

Both readers hand the event to a function that writes the lines of all its actions. All of it gives the same bytes.
"""
