"""What the engine costs apart from its speed on a workload: one module per question.

Each has `measure(rounds)`, which gives rows of (what, figure, unit); `python -m tests.bench.costs NAME ROUNDS` runs
one in a process of its own and prints the rows as JSON. `run.py` prints them all below the table of the peers.

    growth.py      what an event costs with 10 to 10,000 actions, and one that nobody wants
    loading.py     how long 10,000 actions take until they are ready, part by part, and what they weigh
    compiling.py   what the first event of an action pays
    validation.py  what checking a payload adds to mapping it
    clocks.py      what an event costs by the form of its times, and where they have to be corrected
    delivery.py    events per second to a server of this machine, by batch size
    checking.py    how long `actions check` takes beside recorded events
    testing.py     how long 500 tests in mapping files take
"""
