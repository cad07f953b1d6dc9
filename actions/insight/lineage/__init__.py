"""From where in events the fields of payloads come, read from the mapping alone.

`flow` says what an expression reads, `edges` what an action reads, field by field; `ask` follows them forward and
backward, `graphs` draws them.
"""
