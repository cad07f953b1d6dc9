"""The events of a body.

`split` cuts it into them, `rescue` does so where one of them is not JSON, `pixel` makes one of an address; `heads`
looks whether each can be taken, `records` keeps whole addresses out of what the journal gets.
"""
