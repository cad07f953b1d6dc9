"""Ids that tools accept, and payloads that must have one."""

import re
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, ValidationError

from destinations.sdk import Payload
from destinations.sdk.families.events.identity import id_validator, require_identity
from destinations.sdk.quick.validator import quick_validator

ToyId = Annotated[str, AfterValidator(id_validator("Toy", longest=10))]


class Greet(Payload):
    user_id: ToyId | None = None
    device_id: ToyId | None = None

    _has_identity = require_identity("user_id", "device_id")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({}, "nobody to attribute this to: map one of user_id, device_id", id="nobody"),
        pytest.param({"user_id": "null"}, 'the id "null" is refused as a placeholder', id="a placeholder"),
        pytest.param({"device_id": " N/A "}, 'the id " N/A " is refused as a placeholder', id="in any case"),
        pytest.param(
            {"device_id": " Anon "}, 'Toy refuses the id " Anon " as a placeholder', id="one of the tool's own"
        ),
        pytest.param({"user_id": "x" * 11}, "has 11 characters, and Toy takes at most 10", id="a long one"),
    ],
)
def test_payloads_of_nobody(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Greet.model_validate(given)


@pytest.mark.parametrize("given", [{"user_id": "u"}, {"device_id": "nullify"}, {"user_id": "u", "device_id": "d"}])
def test_payloads_of_somebody(given: dict[str, str]) -> None:
    quick = quick_validator(Greet)
    assert quick is not None
    assert quick(given) == Greet.model_validate(given)
