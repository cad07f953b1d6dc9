"""Mapping files: text in, functions out. Knows no destination, reads no clock, does no network.

How a mapping file becomes a function:

    text ─ yaml_reader ─▶ located values ─ file ─▶ actions and fields ─ fields ─▶ mapper: event ─▶ fields of a payload

- `yaml_reader/` reads YAML into `Located` values, which know their place in the file, to the character.
- `file/` defines what a mapping file may hold, and words the errors about it.
- `fields/` lays an action's own fields over those it inherits and compiles them to a mapper.
- `convert/` holds the conversions of `as:`, `functions/` the functions of expressions beyond the standard.
- `expr/` compiles JMESPath expressions; nothing else calls jmespath.
- `findings/` is the form of every finding: place, code, message, hint, and "did you mean".
- `budget` limits how much one event may build; `event_fields` lists the fields of events, with which a path begins.
"""
