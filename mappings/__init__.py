"""Mapping files: text in, functions out. Knows no destination, reads no clock, does no network.

How a mapping file becomes a function, and which room does what:

    text ─ yaml_reader ─▶ spots ─ file ─▶ actions and fields ─ fields ─▶ mapper: event ─▶ fields of a payload

- `yaml_reader/` reads YAML into `spot`s: plain values that know their place in the file, to the character.
- `file/` says what a mapping file may hold and puts what it refuses into the file's own words.
- `fields/` lays an action's own fields over those it inherits and compiles them to a mapper.
- `convert/` holds what stands behind `as:`, `functions/` what an expression can call beyond the standard.
- `expr/` is the only door to JMESPath.
- `findings/` is the one form of every finding: place, code, words, and the nearest right name.
- `budget` is how much one event may build; `event_fields` are the first words a path can have.
"""
