"""Lists of customers: who is put on them, and taken off."""

from typing import Annotated, Any

from pydantic import Field

from destinations.google_ads.people import ADDRESS, Known, consent_of, identifiers
from destinations.google_ads.settings import GoogleAdsSettings
from destinations.sdk import Request, Rows, ScopeRole
from destinations.sdk.families.ads import Digits, require_one_of, without_empty


class Member(Known):
    """Somebody of a list of customers."""

    list_id: Annotated[Digits, ScopeRole()] = Field(description="The number of the list (its user list ID).")

    _has_one = require_one_of("email", "phone", " and ".join(ADDRESS))


def removed(one: Member, _: GoogleAdsSettings) -> dict[str, Any]:
    """The person as the API has it."""
    return {"userData": {"userIdentifiers": identifiers(one)}}


def added(one: Member, settings: GoogleAdsSettings) -> dict[str, Any]:
    """The person, and what they consent to."""
    return without_empty({**removed(one, settings), "consent": consent_of(one)})


def add(rows: Rows, settings: GoogleAdsSettings) -> Request:
    """One call that puts these people on a list."""
    if not settings.customer_match_terms:
        raise ValueError(
            "Google takes nobody on a list before its terms of Customer Match are accepted; "
            "write customer_match_terms: true in the settings"
        )
    terms = {"customerMatchTermsOfServiceStatus": "ACCEPTED"}
    body = {"audienceMembers": rows, "termsOfService": terms}
    return settings.call("audienceMembers:ingest", rows.first.list_id, body)


def remove(rows: Rows, settings: GoogleAdsSettings) -> Request:
    """One call that takes these people off a list."""
    return settings.call("audienceMembers:remove", rows.first.list_id, {"audienceMembers": rows})
