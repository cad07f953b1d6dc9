"""YAML text in, values with their places out.

Only an unambiguous subset of YAML is accepted: maps, lists, strings, the numbers of JSON, `true`, `false`
and `null`. What looks like one thing and means another is refused at its place,
with what to write instead: aliases, tags, duplicate keys, tabs, an unquoted string with `: ` inside.

`read` is the entry point. `quick` is the fast path: libyaml reads files without mistakes, values first and places on
first use; everything else is read by PyYAML's own parser, whose errors `trouble` rewords for users. `build` makes
located values from either parser's events (PyYAML's own builder is recursive, and reads `NO` as false); `decode` turns
a file's bytes into text before that, `scalars` says what an unquoted string means, `offsets` where each character of a
value is in the file.
"""

from mappings.yaml_reader.decode import decode
from mappings.yaml_reader.read import read_yaml

__all__ = ["decode", "read_yaml"]
