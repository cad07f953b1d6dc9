"""The engine: decisions for an event, a pure function of (event, plan, context).

`decide.py` asks the candidates and is the fast path; `explain.py` asks every action and says why it did not fire;
`fire.py` maps and validates; `payload_errors.py` puts a refused payload into words.
Nothing here reads a clock, a file or the network, and no event raises: what is wrong with it is in its decisions.
"""
