"""All functions of expressions, by name and by kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mappings.functions.declare import Function
from mappings.functions.formats import FORMATS
from mappings.functions.identity import IDENTITY
from mappings.functions.lists.structures import STRUCTURES
from mappings.functions.lists.sums import SUMS
from mappings.functions.missing import MISSING
from mappings.functions.numbers import NUMBERS
from mappings.functions.standard import STANDARD
from mappings.functions.texts.catalog import TEXT
from mappings.functions.texts.patterns import PATTERNS
from mappings.functions.texts.written import WRITTEN
from mappings.functions.times.catalog import TIMES

KINDS: Final[Mapping[str, tuple[Function, ...]]] = MappingProxyType(
    {
        "Texts": TEXT + PATTERNS,
        "Numbers": NUMBERS + WRITTEN,
        "Times": TIMES,
        "Values that are missing": MISSING,
        "Lists and objects": STRUCTURES + SUMS,
        "Identity": IDENTITY,
        "JSON and URLs": FORMATS,
        "JMESPath's own": STANDARD,
    }
)
FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {function.name: function for functions in KINDS.values() for function in functions}
)
