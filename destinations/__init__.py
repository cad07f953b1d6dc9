"""Payload in, outcome out: the tools that actions go to. Knows no events and no actions.

`sdk/` is what a plugin imports, `registry.py` finds plugins, `delivery/` carries payloads to tools,
`testing/` stands in for the vendors. Every other folder is one destination: `__init__.py` says what it is
and holds or gathers its code, `defaults.yaml` has each action type's default trigger and mapping,
`cases.yaml` shows event in and request out, `stand_in.py` plays the vendor for `testing/`.
"""
