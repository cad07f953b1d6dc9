"""The plan: what a project's mapping files ask for, checked, compiled and joined with the destinations they name.

`build.py` makes it and is the one file that knows both mappings and destinations; `planned.py` is what comes out;
`shared.py` keeps what one action has and others need alike, `usual_trigger.py` reads most triggers at one look;
`settings.py` reads an instance's settings and keeps its secrets as names; `index.py` finds an event's candidates.
"""
