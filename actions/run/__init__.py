"""From files of events to decisions and outcomes, block by block, in flat memory.

`lines.py` reads events from files of any form; `preview.py` shows the requests a payload would become;
`rows.py` makes decisions and, when asked to send, deliveries; `tally.py` counts what became of them.
`process_lines.py` is the short way from bytes to bytes, with `write_line.py` at its core; `jobs.py` is the way over
several processes.
"""
