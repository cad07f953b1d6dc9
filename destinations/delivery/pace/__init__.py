"""Timing: rate limits (`limit.py`), retries (`retry.py`), waiting for a full batch (`gathering.py`)."""
