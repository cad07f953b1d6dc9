"""YAML text in, values with their places out.

A mapping file is read in the small part of YAML that means the same to everybody: maps, lists, texts,
the numbers of JSON, `true`, `false` and `null`. What reads one way and means another is refused at its
place, with what to write instead: aliases, tags, doubled keys, tabs, an unquoted text with `: ` inside.

`read` is the door. `quick` reads what leaves nothing to say by libyaml, values first and places when somebody
asks; all else, and every mistake, is read by PyYAML's own parser, whose complaints `trouble` turns into words of
the file. `build` makes values with their places from either parser's events (PyYAML's own builder is recursive,
and rounds off the words: `NO` would be false); `decode` turns a file's bytes into text before that, `scalars`
says what an unquoted text means, `offsets` where each character of a value stands in the file.
"""

from mappings.yaml_reader.decode import decode
from mappings.yaml_reader.read import read_yaml

__all__ = ["decode", "read_yaml"]
