"""Families: what tools of one kind share.

- `events`: tools that take events and people's traits much as the event spec has them
- `ads`: advertising tools, which want to know who did what, hashed
- `writers`: tools that rows are written to: databases, files, brokers
"""
