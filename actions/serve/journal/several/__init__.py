"""The journals of a service that has several server processes.

`folders` is where they are, `merging` reads them as one, `servers` adds up what their processes
report, and `reloading` has each of them read its settings again.
"""
