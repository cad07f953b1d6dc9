"""The processes of the service.

`serving` runs the HTTP server from its start to the end of its drain, `adopting` takes events in whose key was unknown,
`supervising` starts both processes of `actions serve` and watches them.
"""
