"""What tools of one kind share; a destination of another kind needs none of it.

- `events`: tools that take events and people's traits much as the event spec has them
- `ads`: advertising tools, which want to know who did what, hashed
- `writers`: tools that rows are written to: databases, files, brokers
"""
