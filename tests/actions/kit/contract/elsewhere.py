"""Packages whose faults only another process sees, or that cannot be loaded at all."""

PLUGIN = '''
"""{title}."""
import socket
from destinations.sdk import ActionType, Destination, Limits, Payload, Request, Settings, hookimpl
from pydantic import Field

SEEN = []
{more}

class Note(Payload):
    text: str = Field(description="What.")

def build(notes, settings):
    rows = [{{"text": note.text, "more": {expression}}} for note in notes]
    return Request.post("https://toy.example/notes", json=rows)

KIND = ActionType("note", Note, build, "Keep a note.", Limits(items=10))

@hookimpl
def register_destinations():
    return [Destination("{name}", "{title}", Settings, (KIND,), "Keeps notes.")]
'''
FUNCTIONS = """
from actions.kit.sdk import Example, Function, declare, hookimpl

@hookimpl
def register_functions():
    example = Example("oddly_berth(a)", {"a": "b"}, "C")
    return [declare("oddly_berth(text: text) -> text", "The berth.", str.upper, example)]
"""
PLUGINS = {
    "calling": ("try:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError:\n    pass\n", "1"),
    "counting": ("def first():\n    SEEN.append(1)\n    return len(SEEN) == 1\n", "first()"),
    "unsorted": ("", "''.join({note.text, 'a', 'b', 'c', 'd'})"),
    "listing": ("", "list({note.text, 'a', 'b', 'c'})"),
    "reading": ("import os\nHOST = os.environ.get('TOY_HOST', 'toy.example')\n", "HOST"),
    "threading": ("import threading\nthreading.Thread(target=int).start()\n", "1"),
    "logging": ("import logging\nlogging.basicConfig(level=0)\n", "1"),
    "printing": ("print('here I am')\n", "1"),
    "oddly": ("", "1"),
}
PLUGIN_CASES = """
cases:
  - {of: button_clicked, do: note, warns: []}
  - {of: custom_with_value, do: note, warns: []}
"""


# What the registry says of packages like these is in tests/destinations/test_registry.py, too.
UNLOADABLE = {
    "hookless": PLUGIN.replace("@hookimpl\n", ""),
    "misspelt": PLUGIN.replace("def register_destinations", "def register_destination"),
    "failing": PLUGIN.replace("{more}", "import nothing_of_that_name"),
}
