"""A payload that a tool could match to no person is refused."""

from typing import Any

from destinations.sdk.fields.rules import one_of


def require_one_of(*choices: str) -> Any:
    """A validator, for a payload's class, that refuses a payload in which none of these fields is filled.

    A choice of several fields, written `first_name and last_name`, counts when all of them are.

        class Sale(Payload):
            _has_one = require_one_of("email", "first_name and last_name")
    """
    return one_of(*choices, refused=f"nobody to match this to: map one of {', '.join(choices)}", filled=True)
