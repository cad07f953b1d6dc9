"""JSON Schema, compiled to functions that say what is wrong with a value, and where.

`compiled` is the entry point: `compile_schema`. `keywords` has a function for each keyword, `violation` what a finding
is. The keywords are those of drafts 7 and 2020-12 that say what a value must be; `$ref` may point into the same schema.
A word that is not known is refused, as a check that is silently left out looks like one that passes.
"""

from actions.serve.privacy.json_schema.compiled import compile_schema
from actions.serve.privacy.json_schema.violation import SchemaError, Violation

__all__ = ["SchemaError", "Violation", "compile_schema"]
