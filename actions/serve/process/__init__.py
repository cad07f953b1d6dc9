"""The processes of the service.

`serving` runs the HTTP server from its start to the end of its drain, `adopting` takes events in whose key was unknown,
`supervising` starts the processes of `actions serve` and watches them, `observed` is what OpenTelemetry hears of the
server.
"""
