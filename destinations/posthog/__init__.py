"""PostHog: product analytics, in its cloud or self-hosted.

Everything is an event; those with a dollar sign set properties and merge people. `revenue`, `value` and
`currency` are properties, of which the project says which count as money, and whether in minor units.
PostHog answers 200, as JSON, also for events that it drops: what can be known here is refused here.
An event of somebody in a company (`context.groupId`) is the company's, too: a group of the type `company`, which
`group` sets; a project has five types at most (docs/product-analytics/group-analytics).
Vendor: posthog.com/docs/api/capture, /docs/data/ingestion-warnings, /docs/revenue-analytics. `$set` as an
event, `$anon_distinct_id`, the names of app, device and page, and the ids it does not merge are from its published
sources, not from its pages.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import (
    About,
    ActionType,
    AnonymousId,
    DedupeId,
    Destination,
    GroupId,
    IpAddress,
    IsoTime,
    Limits,
    Payload,
    Personal,
    Request,
    Rows,
    Settings,
    Success,
    UserId,
    hookimpl,
    to_minor,
)
from destinations.sdk.families.events import (
    EventPayload,
    agent_of,
    as_uuid,
    clicks_in,
    host_of,
    id_validator,
    require_identity,
)
from destinations.sdk.fields.copied import Copied

Row = dict[str, Any]
Object = Copied | None
# The vendor drops events of over 1 MB and says 200; this leaves room for what it adds to them.
BATCH = Limits(items=1000, bytes=900_000)
# Of those that PostHog never merges, what is not a placeholder everywhere.
ILLEGAL = ("guest", "distinctid", "distinct_id", "id", "not_authenticated", "email")
taken = AfterValidator(id_validator("PostHog", ILLEGAL, longest=200))
DistinctId = Annotated[UserId, taken]
DeviceId = Annotated[AnonymousId, taken]
GroupKey = Annotated[GroupId, AfterValidator(id_validator("PostHog", (), longest=400))]
Traits = Annotated[Copied, Personal("traits", sent="plain")] | None


class PostHogSettings(Settings):
    """A PostHog project."""

    project_api_key: SecretStr = Field(description="The project's API key, which begins with phc_.")
    region: Literal["us", "eu"] = Field("us", description="Which cloud the project is in.")
    host: str | None = Field(None, pattern=r"^https?://[^/\s]+$", description="Your own server in place of the cloud.")
    minor_units: bool = Field(False, description="Send 19.99 dollars as 1999; as the project's revenue settings say.")
    anonymous_profiles: bool = Field(False, description="Keep profiles of people who never signed in; costs more.")
    historical: bool = Field(False, description="Import old events, past the detection of spikes.")


class Person(Payload):
    """Who it was, and when."""

    user_id: DistinctId | None = Field(None, description="The person's id in your database.")
    anonymous_id: DeviceId | None = Field(None, description="The device's id while nobody is signed in.")
    time: IsoTime = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id count once; else the delivery's id.")

    _has_identity = require_identity("user_id", "anonymous_id")


class Track(EventPayload, Person):
    """One event."""

    ip: IpAddress = Field(None, description="Where the place is looked up from; without it, there is none.")
    context: Object = Field(None, description="Page and device under PostHog's names: $current_url, $os.")
    groups: Object = Field(None, description="Groups it belongs to, by type: {company: Initech}.")
    traits: Traits = Field(None, description="Properties of the person to set beside it.")

    def content(self, settings: PostHogSettings) -> tuple[str, dict[str, Any]]:
        context = self.context or {}
        # Where an app reports its system itself, its user agent adds nothing.
        agent = {} if "$os" in context else device_facts(context.get("$raw_user_agent"))
        facts = {**agent, **page_facts(context), **context, **self.facts()}
        if settings.minor_units and self.revenue is not None:
            facts["revenue"] = to_minor(self.revenue, self.currency or "USD")
        if not (self.user_id or self.traits or settings.anonymous_profiles):
            facts["$process_person_profile"] = False
        return self.event, {**facts, "$ip": self.ip, "$groups": self.groups, "$set": self.traits}


def device_facts(user_agent: Any) -> dict[str, Any]:
    """What the user agent says, under PostHog's names."""
    agent = agent_of(user_agent if isinstance(user_agent, str) else None)
    facts = {
        "$browser": agent.browser,
        "$browser_version": agent.browser_version,
        "$os": agent.system,
        "$os_version": agent.system_version,
        "$device": agent.device,
        "$device_type": agent.kind and agent.kind.capitalize(),
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def page_facts(context: dict[str, Any]) -> dict[str, Any]:
    """What PostHog's own library for browsers reads from the page's URL, and from the previous page's."""
    hosts = {"$host": host_of(context.get("$current_url")), "$referring_domain": host_of(context.get("$referrer"))}
    return {**{name: host for name, host in hosts.items() if host}, **clicks_in(context.get("$current_url"))}


class Identify(Person):
    """What is known of a person, and with both ids, that they are one person's."""

    ip: IpAddress = Field(None, description="Where the place is looked up from; without it, there is none.")
    traits: Traits = Field(None, description="Properties to set.")
    traits_once: Traits = Field(None, description="Properties to set where the person has none of that name.")

    def content(self, _: PostHogSettings) -> tuple[str, dict[str, Any]]:
        facts = {"$ip": self.ip, "$set": self.traits, "$set_once": self.traits_once}
        merged = {"$anon_distinct_id": self.anonymous_id}
        # A device alone is not identified: it could not become a user's any more.
        return ("$set", facts) if self.user_id is None else ("$identify", {**facts, **merged})


class Alias(Identify):
    """Two ids of one person; with one alone there is nothing to say."""

    user_id: DistinctId = Field(description="The id that the person keeps.")
    anonymous_id: DeviceId = Field(description="The person's other id.")


class Group(Person):
    """What is known of a group."""

    group_type: GroupKey = Field(description="What kind of group: company, project.")
    group_id: GroupKey = Field(description="Which group it is.")
    traits: Object = Field(None, description="Properties of the group to set.")

    def content(self, _: PostHogSettings) -> tuple[str, dict[str, Any]]:
        facts = {"$group_type": self.group_type, "$group_key": self.group_id, "$group_set": self.traits}
        return "$groupidentify", facts


def to_row(payload: Any, settings: PostHogSettings) -> Row:
    """The event as PostHog has it."""
    event, properties = payload.content(settings)
    if properties.get("$ip") is None:
        # Without this the event would be placed where the request comes from.
        properties["$geoip_disable"] = True
    return {
        "event": event,
        "distinct_id": payload.user_id or payload.anonymous_id,
        "timestamp": payload.time,
        "uuid": as_uuid(payload.insert_id or payload.delivery_id),
        "properties": {name: value for name, value in properties.items() if value not in (None, {})},
    }


def post_batch(rows: Rows, settings: PostHogSettings) -> Request:
    """One request with all events."""
    body = {"api_key": settings.project_api_key.get_secret_value(), "historical_migration": settings.historical}
    host = settings.host or f"https://{settings.region}.i.posthog.com"
    return Request.post(f"{host}/batch/", json={**body, "batch": rows})


def _batch(name: str, payload: type[Payload], text: str, about: About = None) -> ActionType:
    return ActionType(
        name, payload, rows=to_row, request=post_batch, help=text, limits=BATCH, about=about, success=Success.JSON
    )


POSTHOG = Destination(
    name="posthog",
    title="PostHog",
    settings=PostHogSettings,
    action_types=(
        _batch("track", Track, "Send an event."),
        _batch("purchase", Track, "Send an order, with its revenue.", "order"),
        _batch("page", Track, "Send a page view."),
        _batch("screen", Track, "Send a view of a screen."),
        _batch("identify", Identify, "Set a person's properties, and merge its two ids."),
        _batch("group", Group, "Set a group's properties."),
        _batch("alias", Alias, "Say that two ids are one person."),
    ),
    help="Product analytics, with feature flags and session replays.",
    kind="analytics",
    without=(
        "traits are copied whole; it looks the place up from `ip`, reads click ids in the page's URL, and has "
        "no name of its own for the rest."
    ),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [POSTHOG]
