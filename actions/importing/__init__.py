"""Mapping files made from the configuration of other tools.

- `segment/`: subscriptions as Segment's public API and Terraform state have them
- `rudderstack/`: destinations as RudderStack's workspace, API and Terraform have them
- `names.py`: the names that they have for what a destination has
- `written/`: what was read, as the text of mapping files
- `report.py`: what of it stays as it was, what never meant what it said, and what needs a person
"""
