"""`serve.yaml`, read and checked.

`model` is what it may hold, `units` its times, sizes and networks, `read` makes settings or findings of a file, and
`explain` words the findings.
"""

from actions.serve.settings.model import ServeSettings, Source
from actions.serve.settings.read import CheckedSettings, read_settings

__all__ = ["CheckedSettings", "ServeSettings", "Source", "read_settings"]
