"""Whether there is anybody that a tool could match a payload to."""

from typing import Any

from pydantic import BaseModel, model_validator

from destinations.sdk.refusal import refusal


def needs_one(*choices: str) -> Any:
    """A validator, for a payload's class, that refuses a payload in which none of these fields is filled.

    A choice of several fields, written `first_name and last_name`, counts when all of them are.

        class Sale(Payload):
            _somebody = needs_one("email", "first_name and last_name")
    """
    groups = [choice.split(" and ") for choice in choices]

    def check(payload: BaseModel) -> BaseModel:
        if any(all(getattr(payload, name) for name in names) for names in groups):
            return payload
        raise refusal(f"nobody to match this to: map one of {', '.join(choices)}")

    return model_validator(mode="after")(check)
