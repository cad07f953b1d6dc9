"""The journals of a service that has several server processes.

`folders` is where they are, `merging` reads them as one, and `servers` adds up what their processes report.
"""
