"""Lists of customers: who is put on them, and taken off."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field

from destinations.google_ads.people import ADDRESS, Known, consent_of, identifiers
from destinations.google_ads.settings import GoogleAdsSettings
from destinations.sdk import Request, ScopeRole
from destinations.sdk.families.ads import Digits, require_one_of, without_empty


class Member(Known):
    """Somebody of a list of customers."""

    list_id: Annotated[Digits, ScopeRole()] = Field(description="The number of the list (its user list ID).")

    _has_one = require_one_of("email", "phone", " and ".join(ADDRESS))


def changing(path: str) -> Callable[[Sequence[Member], GoogleAdsSettings], Request]:
    """A `build` of one call that puts these people on a list, or takes them off."""
    adds = path.endswith(":ingest")

    def build(members: Sequence[Member], settings: GoogleAdsSettings) -> Request:
        if adds and not settings.customer_match_terms:
            raise ValueError(
                "Google takes nobody on a list before its terms of Customer Match are accepted; "
                "write customer_match_terms: true in the settings"
            )
        body: dict[str, Any] = {"audienceMembers": [to_member(one, with_consent=adds) for one in members]}
        if adds:
            body["termsOfService"] = {"customerMatchTermsOfServiceStatus": "ACCEPTED"}
        return settings.call(path, members[0].list_id, body, len(members))

    return build


def to_member(one: Member, *, with_consent: bool) -> dict[str, Any]:
    """The person as the API has it."""
    data = {"userData": {"userIdentifiers": identifiers(one)}}
    return without_empty({**data, "consent": consent_of(one) if with_consent else None})
