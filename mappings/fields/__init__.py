"""From the lines under `map:` and `set:` to a function that writes a payload's fields.

    layers (defaults < file < own) ─▶ entries ─ mapper ─▶ CompiledField: steps of sources, then of options

`entry` is one line, `target` where it goes; `sources`, `template` and `options` make the steps; `scope` is what they
are given; `check_targets` holds the lines against a payload model.
"""
