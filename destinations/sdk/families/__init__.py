"""What tools of one family share, each room for those who want it: a destination that is of no family needs none.

- `events`: tools that take events and people's traits much as the event spec has them
- `ads`: advertising tools, which want to know who did what, hashed
- `writers`: tools that rows are written to: databases, files, brokers
"""
