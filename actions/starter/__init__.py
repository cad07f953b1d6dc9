"""The files that `actions init` copies into a new project: data, no code.

    mappings/mixpanel.yaml    the spec's example first, then orders, people and everything else
    mappings/ga4.yaml         one action for each thing Google Analytics has its own event for
    mappings/webhook.yaml     large orders as a small signed object of our own making
    samples/events.ndjson     one afternoon of a made-up shop: 240 lines, 30 of them odd on purpose

Each mapping file shows one thing more than the one before it. All three lean on the default triggers and
default mappings of their destinations, so what stands in them is only what differs.

The sample has 25 made-up people, e-mail addresses at example.com and example.org, and network addresses
from the ranges reserved for documentation. The table in `tests/actions/test_starter.py` names the odd lines.
"""

__all__: list[str] = []
