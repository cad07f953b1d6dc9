"""Fast path: events as NDJSON in, payloads as NDJSON out.

    process_lines.py   the stream: which reader a line has, and decisions where something is to be explained
    lines.py           the readers: an event decoded to what somebody reads of it, or all of it
    one_line.py        for senders: a line to the fields of its payloads, or to their rows
    what_is_read.py    for decisions: numbers and nestings beyond all bounds count only where an action reads them

Both readers hand the event to a function that writes the lines of all its actions. All of it gives the same bytes.
"""
