"""The cases of a destination's folder: `cases.yaml`, a table of events in and requests out.

    settings: {url: "https://example.com/in"}
    cases:
      - of: order_completed                    # one of the standard events
        do: send
        sends: [{id: "50314b8e", amount: 19.99}]
      - of: order_jpy
        like: order_completed                  # all as there, but for the value here
        sends: [{amount: 1200}]

`read_cases` gives the rows, `failures` says what does not hold of one, `standard_events` are the events that every
destination has rows for.
"""

from actions.kit.cases.case import Case
from actions.kit.cases.read import read_cases
from actions.kit.cases.run import failures
from actions.kit.cases.standard import standard_events

__all__ = ["Case", "failures", "read_cases", "standard_events"]
