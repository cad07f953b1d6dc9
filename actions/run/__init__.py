"""From files of events to decisions and outcomes, block by block, in flat memory.

- `results.py`: a result row for each decision, and its delivery with `--send`
- `preview.py`: the requests that a payload would become
- `summary/`: counts per action
- `jobs.py`: the same in several processes
- `ndjson/`: the fast path: NDJSON in, NDJSON out
"""
