"""The plan: what a project's mapping files ask for, checked, compiled and joined with the destinations they name.

`build.py` makes it and is the one file that knows both mappings and destinations; `plan.py` holds the result,
`planned.py` its instances and actions; `shared.py` keeps parts that several actions have in common, `usual_trigger.py`
compiles the most common triggers; `index.py` finds the actions that an event may fire; `compiled/` writes their
functions, and `payloads/` makes payloads of fields.
"""
