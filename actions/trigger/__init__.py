"""Triggers: the condition after `when:`, from text to verdict.

A condition is parsed once and evaluated often::

    located value ─ parse_condition ─▶ Condition ─┬─ compile_condition ─▶ function (event, budget) -> bool
                                                  ├─ trace_condition ───▶ Trace: the value that every test saw
                                                  └─ read_facts ────────▶ Facts: its types and names

`structured` reads YAML maps and passes every string in them to `one_line`; both end in `leaf`, so that the
two forms give the same tree (`condition`) and the same findings. `foreign` knows how people write
conditions elsewhere. `leaf_tests` is the table of tests: is, one_of, exists, contains, above, has and others.

The rule for missing values: a test of a missing value (absent or null) is false, its
negation true; a test of the wrong kind of value is false, and the trace says so; no test raises.
"""

from actions.trigger.compile import Matches, compile_condition
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.trigger.facts import Facts, read_facts
from actions.trigger.structured import parse_condition
from actions.trigger.trace import Trace, trace_condition, why_not

__all__ = [
    "All",
    "AnyOf",
    "Condition",
    "Facts",
    "Leaf",
    "Matches",
    "Not",
    "Trace",
    "compile_condition",
    "parse_condition",
    "read_facts",
    "trace_condition",
    "why_not",
]
