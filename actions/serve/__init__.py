"""The ingestion service: SDKs send events to it over HTTP, and it decides and delivers them.

`journal` keeps what was accepted, on disk; `settings` reads `serve.yaml`; `http` is the server that answers SDKs once
their events are in the journal. The parts know of each other in that order, and each can be used by itself: a pipeline
with an HTTP server of its own needs nothing but the journal.
"""
