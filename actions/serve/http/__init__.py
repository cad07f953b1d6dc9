"""The ingestion server: it answers the SDKs of Segment, RudderStack and Jitsu once their events are in the journal.

`paths` is the table of everything it answers, and `openapi` the description made from it. A request goes through
`request` (whose key it carries, its body within limits, the client's address), then `events` (the body's events, a look
into each, their records), and `receive` joins these. `served` is what SDKs fetch. `server` has the connections, their
deadlines, the drain and the reload; `answers` is the form of all answers, `counters` what is counted.

Nothing here knows mappings or destinations: a broken mapping file cannot keep events from being accepted.
"""
