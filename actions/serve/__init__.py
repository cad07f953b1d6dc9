"""The ingestion service: SDKs send events to it over HTTP, and it decides and delivers them.

`journal` keeps what was accepted, on disk; `settings` reads `serve.yaml`; `http` is the server that answers SDKs once
their events are in the journal. `privacy` says what keeps events back; `decider` reads the journal, decides and hands
deliveries to the outbox; `admin` is the port on which it can be asked. `process` starts and watches it all. Each part
can be used by itself: a pipeline with an HTTP server of its own needs nothing but the journal and the decider.
"""
