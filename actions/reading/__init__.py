"""Events from files: NDJSON, JSON, gzip, folders, standard input.

- `lines.py`: every event of some files, one at a time; `documents.py`: of a file that is one JSON value
- `parse_event.py`: the bytes of one event, without changing a digit
- `blocks.py`, `interruptible.py`: lines as they arrive, and a standard input that can be stopped
- `ranges.py`: a file cut for several processes
- `pick.py`, `sample.py`: one event of many
- `recorded.py`: the events that were recorded for a project; `values.py`: events as plain values
- `inputs.py`: how far files were read, for a run that continues
"""
