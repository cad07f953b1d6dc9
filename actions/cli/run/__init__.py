"""`actions run`, in parts.

`command.py` is the verb, `report.py` puts rows on paper, `progress.py` moves a bar, `deliver.py` is what --send adds.
"""
