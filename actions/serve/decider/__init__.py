"""The decider: from the journal to the outbox, with what is delivered from there.

`joining` puts together what the server noted of an event and the event itself, `rules` is what the settings and mapping
files say for each source, `deciding` applies them to the records of a claim. `decider` reads claims and stores their
deliveries, the keys of their events and its position in one transaction; `totals` counts them, `tail` shows them.
`service` swaps rules while it runs, and `process` is the process in which all of it lives.
"""
