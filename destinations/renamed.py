"""Names that plugins used before they were renamed: each still works, and warns with a DeprecationWarning.

They go with version 0.3; docs/changelog.md lists them.
"""

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

# By package: old name -> new name in the same package.
RENAMED: Final[Mapping[str, Mapping[str, str]]] = {
    "destinations.sdk": {
        "capital_country": "upper_country_code",
        "normal_email": "normalize_email",
        "normal_name": "normalize_name",
        "normal_phone": "normalize_phone",
        "only_beyond": "unchanged_up_to",
        "plain": "normalizing",
        "spaced_name": "display_name",
    },
    "destinations.sdk.families.ads": {
        "given": "without_empty",
        "needs_one": "require_one_of",
        "normal_city": "normalize_city",
        "normal_country": "normalize_country",
        "normal_state": "normalize_state",
        "spelled": "renamed_fields",
    },
    "destinations.sdk.families.events": {
        "named": "identity_fields",
        "somebody": "require_identity",
        "taken_by": "id_validator",
        "within": "check_item_size",
    },
    "destinations.sdk.families.writers": {"extra": "require_extra"},
}


def old_names(package: str) -> Callable[[str], Any]:
    """A `__getattr__` for the package, which gives what an old name is now called.

    Python asks it for names that the package does not have, for `from package import old` as for `package.old`.
    """

    def find(name: str) -> Any:
        new = RENAMED[package].get(name)
        if new is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        message = f"{package}.{name} is now called {new}; the old name goes with version 0.3"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(sys.modules[package], new)

    return find
