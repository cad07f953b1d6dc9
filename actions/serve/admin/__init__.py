"""The admin port of the decider: status, metrics, the live tail, reload, suppressions, replay.

`server` listens on loopback and lets in who has the token of `token`; `answers` has a function for each path, `metrics`
writes numbers for Prometheus, `tail_events` the events of the tail, `people` suppresses and deletes, and `audit` writes
down who changed something and what, without persons.
"""
