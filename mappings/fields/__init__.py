"""From the lines under `map:` and `set:` to a function that writes a payload's fields.

    layers (defaults < file < own) ─▶ entries ─ mapper ─▶ CompiledField: steps of sources, then of options

`entry` is one line, `target` the field it fills; `sources`, `template` and `options` make the steps; `scope` is their
input; `check_targets` checks the lines against a payload model.
"""
