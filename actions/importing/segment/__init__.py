"""Subscriptions of Segment's destinations, read as Segment itself reads them.

- `read.py`: the subscriptions in an answer of the public API or in a Terraform state
- `trigger/`: their triggers, token by token as their parser takes them, so that what it passes over is known
- `mapping/`: their mappings, directive by directive, as fields of ours
- `action.py`, `import_segment.py`: both together as actions and files
"""
