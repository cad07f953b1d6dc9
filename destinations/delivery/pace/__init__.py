"""When: `limit.py` says when the next request may start, `retry.py` when to try again, and when to stop."""
