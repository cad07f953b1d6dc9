"""Mixpanel: product analytics. Events go to the import endpoint, profiles to /engage and /groups.

- `settings.py`: project, region, credentials
- `identity.py`: ids of people, ids of rows
- `events.py`: the action types track, purchase and alias, all of them rows of /import
- `imports.py`: rows into requests, and what the answer says of each payload
- `profiles.py`: the action types identify, group and delete
- `traits.py`: traits under Mixpanel's names

Nothing is reserved by name: `revenue`, `value` and `currency` are properties like others, in major units. Page,
campaign and device go along under Mixpanel's names; of what servers send Mixpanel reads neither user agent nor
campaign itself. Of more than 254 properties of an event the first ones of `properties` are left out.
Vendor's pages: docs.mixpanel.com/reference/import-events, /reference/profile-set, /profile-set-property-once,
/profile-numerical-add, /profile-append-to-list-property, /profile-unset-property, /reference/group-set-property,
/reference/identity-create-alias, /docs/data-structure/property-reference/default-properties, reserved-properties and
data-type ("An ISO formatted date YYYY-MM-DDTHH:MM:SS in UTC"), read in November 2026.
Not confirmed by them: `$locale`, and that `$group_id` groups events.
"""

from destinations.mixpanel.events import Alias, Purchase, Track, alias_rows, purchase_rows, track_rows
from destinations.mixpanel.imports import IMPORT_LIMITS, importing, judge_import
from destinations.mixpanel.profiles import (
    PROFILE_LIMITS,
    Delete,
    Group,
    Identify,
    build_delete,
    build_group,
    build_identify,
    judge_profiles,
)
from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import ActionType, Destination, Success, hookimpl

__all__ = ["MIXPANEL", "Alias", "Delete", "Group", "Identify", "MixpanelSettings", "Purchase", "Track"]

MIXPANEL = Destination(
    name="mixpanel",
    title="Mixpanel",
    settings=MixpanelSettings,
    action_types=(
        ActionType(
            "track",
            Track,
            importing(track_rows),
            "Send an event.",
            IMPORT_LIMITS,
            judge=judge_import,
            success=Success.JSON,
        ),
        ActionType(
            "purchase",
            Purchase,
            importing(purchase_rows),
            "Send an order, and one Product Purchased event per product.",
            IMPORT_LIMITS,
            judge=judge_import,
            success=Success.JSON,
            about="order",
        ),
        ActionType(
            "page",
            Track,
            importing(track_rows),
            "Send a page view.",
            IMPORT_LIMITS,
            judge=judge_import,
            success=Success.JSON,
        ),
        ActionType(
            "screen",
            Track,
            importing(track_rows),
            "Send a view of a screen.",
            IMPORT_LIMITS,
            judge=judge_import,
            success=Success.JSON,
        ),
        ActionType(
            "identify",
            Identify,
            build_identify,
            "Set a person's traits.",
            PROFILE_LIMITS,
            judge=judge_profiles,
            success=Success.VERDICT,
        ),
        ActionType(
            "group",
            Group,
            build_group,
            "Set a group's traits.",
            PROFILE_LIMITS,
            judge=judge_profiles,
            success=Success.VERDICT,
        ),
        ActionType(
            "delete",
            Delete,
            build_delete,
            "Delete a person's profile for good.",
            PROFILE_LIMITS,
            judge=judge_profiles,
            success=Success.VERDICT,
        ),
        ActionType(
            "alias",
            Alias,
            importing(alias_rows),
            "Say that two ids are one person (projects on Original or Legacy ID merge only).",
            IMPORT_LIMITS,
            judge=judge_import,
            success=Success.JSON,
        ),
    ),
    help="Product analytics.",
    names=("MP",),
    kind="analytics",
    without=(
        "traits are copied whole to the profile, under Mixpanel's names; Mixpanel itself looks the "
        "place up from `ip`; it has no name for the rest."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [MIXPANEL]
