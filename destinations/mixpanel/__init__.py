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

from typing import Any

from destinations.mixpanel.events import Alias, Purchase, Track, purchase_rows, track_row
from destinations.mixpanel.imports import IMPORT_LIMITS, build_aliases, import_rows, judge_import
from destinations.mixpanel.profiles import (
    PROFILE_LIMITS,
    Delete,
    Group,
    Identify,
    changing,
    delete_row,
    group_row,
    identify_rows,
    judge_profiles,
)
from destinations.mixpanel.settings import MixpanelSettings
from destinations.sdk import About, ActionType, Destination, Payload, Success, hookimpl

__all__ = ["MIXPANEL", "Alias", "Delete", "Group", "Identify", "MixpanelSettings", "Purchase", "Track"]


def _import(name: str, payload: type[Payload], rows: Any, text: str, about: About = None) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=rows,
        request=import_rows,
        help=text,
        limits=IMPORT_LIMITS,
        judge=judge_import,
        about=about,
        success=Success.JSON,
    )


def _profile(name: str, payload: type[Payload], rows: Any, path: str, text: str) -> ActionType:
    return ActionType(
        name,
        payload,
        rows=rows,
        request=changing(path),
        help=text,
        limits=PROFILE_LIMITS,
        judge=judge_profiles,
        success=Success.VERDICT,
    )


MIXPANEL = Destination(
    name="mixpanel",
    title="Mixpanel",
    settings=MixpanelSettings,
    action_types=(
        _import("track", Track, track_row, "Send an event."),
        _import(
            "purchase", Purchase, purchase_rows, "Send an order, and one Product Purchased event per product.", "order"
        ),
        _import("page", Track, track_row, "Send a page view."),
        _import("screen", Track, track_row, "Send a view of a screen."),
        _profile("identify", Identify, identify_rows, "/engage?verbose=1#profile-set", "Set a person's traits."),
        _profile("group", Group, group_row, "/groups?verbose=1#group-set", "Set a group's traits."),
        _profile(
            "delete", Delete, delete_row, "/engage?verbose=1#profile-delete", "Delete a person's profile for good."
        ),
        ActionType(
            "alias",
            Alias,
            build_aliases,
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
