"""`actions run`, in parts.

`command.py` is the subcommand, `rows_text.py` and `report.py` print results, `progress.py` shows a bar, `deliver.py` is
what `--send` adds.
"""
