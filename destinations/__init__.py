"""Destinations: payload in, outcome out. Knows no events and no actions.

`sdk/` is what a plugin imports, `registry.py` finds plugins, `delivery/` sends payloads to tools,
`testing/` is a stand-in server for the vendors. Every other folder is one destination: `__init__.py` declares it
and holds or imports its code, `defaults.yaml` has each action type's default trigger and mapping,
`cases.yaml` shows event in and request out, `stand_in.py` answers as the vendor, for `testing/`.
"""
