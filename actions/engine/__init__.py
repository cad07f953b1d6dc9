"""The engine: decisions for an event, a pure function of (event, plan, context).

- `decide.py`: the fast path; runs the compiled functions of the actions that may fire
- `explain.py`: evaluates every action, and gives the reason for each that did not fire
- `fire.py`: the reference path for one action: map, validate, build the payload
- `suppression.py`: why a matching action does not fire: `integrations`, `exclusive:`
- `payload_errors.py`: pydantic's errors as diagnostics
- `untidy/`: values that cannot be used are left out, with a warning

Nothing here reads a clock, a file or the network. No event raises: its errors are in its decisions.
"""
