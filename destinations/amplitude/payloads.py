"""What Amplitude's action types take, and the events it becomes (vendor: page http-v2, "Keys for the Event")."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from destinations.sdk import (
    Amount,
    AnonymousId,
    Code,
    DedupeId,
    EpochMillis,
    GroupId,
    IpAddress,
    Payload,
    Personal,
    Quantity,
    UserAgent,
    UserId,
    given,
    refusal,
    shown,
)
from destinations.sdk.families.events import EventPayload, agent_of, clicks_in, host_of, id_validator, require_identity
from destinations.sdk.fields.copied import Copied, check_parts
from destinations.sdk.fields.times import to_millis

Row = dict[str, Any]
ONE = Decimal(1)
NO_SESSION = -1
# Below it are not times but numbers of sessions, in milliseconds.
YEAR_2000 = 946_684_800_000
# Where an app reports these itself, its user agent adds nothing.
OF_DEVICE = frozenset({"platform", "os_name", "device_model"})
# As Amplitude writes them (page http-v2, the example); the spec has them in small letters.
PLATFORMS = {"ios": "iOS", "android": "Android", "web": "Web"}
checked = AfterValidator(id_validator("Amplitude"))
PersonId = Annotated[UserId, checked]
Traits = Annotated[Copied, Personal("traits", sent="plain")]
minus = AfterValidator(lambda amount: -abs(amount))


def with_session(device: Row) -> Row:
    """The device's fields, the session as Amplitude has it: by the time it began, in milliseconds; -1 is none.

    >>> with_session({"session_id": "1772360130", "platform": "iOS"})
    {'session_id': 1772360130000, 'platform': 'iOS'}
    """
    session = device.get("session_id")
    if session is None or session == NO_SESSION:
        return device
    try:
        began = to_millis(session)
    except PydanticCustomError:
        began = 0
    if began < YEAR_2000:
        why = f"is {shown(session)}, and Amplitude takes the time there at which the session began"
        check_parts({("session_id",): why})
    return {**device, "session_id": began}


Device = Annotated[Row, AfterValidator(with_session)]


class Person(Payload):
    """Who it was, when, and on what device."""

    user_id: PersonId | None = Field(None, description="The person's id in your database.")
    device_id: Annotated[AnonymousId, checked] | None = Field(None, description="The device's id.")
    time: EpochMillis = Field(description="When it happened.")
    insert_id: DedupeId | None = Field(None, description="Events of one id are stored once; else the delivery's id.")
    ip: IpAddress = Field(None, description="Where the place is looked up from.")
    device: Device | None = Field(None, description="More under Amplitude's names: os_name, country, session_id.")
    user_agent: UserAgent = Field(None, description="The browser; it says the device's fields that are not given.")

    _has_identity = require_identity("user_id", "device_id")

    def to_row(self, event: str, line: int = 0, **own: Any) -> Row:
        """One of the events of this payload; `line` distinguishes them, and what is empty is left out."""
        insert_id = self.insert_id or self.delivery_id
        ids = {"insert_id": f"{insert_id}-{line}" if line else insert_id}
        who = given(self, "user_id", "device_id", "time", "ip")
        filled = {name: value for name, value in own.items() if value not in (None, {})}
        device = self.device or {}
        if not device.keys() & OF_DEVICE:
            device = {**device_facts(self.user_agent), **device}
        if isinstance(platform := device.get("platform"), str):
            device = {**device, "platform": PLATFORMS.get(platform.lower(), platform)}
        return {**device, "event_type": event, **who, **ids, **filled}


def device_facts(user_agent: str | None) -> Row:
    """What the user agent says, as Amplitude's own libraries write it: of the web, the browser is the os.

    >>> device_facts("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0")
    {'platform': 'Web', 'os_name': 'Firefox', 'os_version': '127.0', 'device_model': 'Windows'}
    """
    agent = agent_of(user_agent)
    if agent.browser is None or agent.is_program:
        return {}
    facts = {
        "platform": "Web",
        "os_name": agent.browser,
        "os_version": agent.browser_version,
        "device_manufacturer": agent.brand,
        "device_model": agent.device or agent.system,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


class Visit(BaseModel):
    """What brought the person: the campaign's parts, the page, and the page before it unless it is of the same site."""

    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    referrer: str | None = None
    page: str | None = None
    path: str | None = None
    title: str | None = None

    def page_facts(self) -> Row:
        """The properties of the event that say which page it was."""
        names = {"page": "[Amplitude] Page URL", "path": "[Amplitude] Page Path", "title": "[Amplitude] Page Title"}
        return {there: fact for here, there in names.items() if (fact := getattr(self, here)) is not None}

    def facts(self) -> Row:
        """The properties of the person, as Amplitude's own libraries set them."""
        own = given(self, without=("referrer", "page", "path", "title"))
        own |= clicks_in(self.page)
        domain = host_of(self.referrer)
        if domain and domain != host_of(self.page):
            own |= {"referrer": self.referrer, "referring_domain": domain}
        return own


def _not_reserved(event: str) -> str:
    if event.startswith("[Amplitude] "):
        raise refusal(f"{shown(event)} is an event of Amplitude's own; set event to another name")
    return event


class Track(EventPayload, Person):
    """One event; an order is one that has products."""

    event: Annotated[str, AfterValidator(_not_reserved)] = Field(
        min_length=1, max_length=1024, description="The event's name in charts."
    )
    price: Amount | None = Field(None, description="Price of one; price times quantity goes before revenue.")
    quantity: Quantity | None = Field(None, description="How many were bought; 1 where missing.")
    product_id: Code | None = Field(None, description="What was bought.")
    revenue_type: str | None = Field(None, description="Kind of revenue, such as Purchase or Refund.")
    visit: Visit | None = Field(
        None, description="Page, campaign and referrer; the latter are set of the person, and once as initial_…."
    )
    user_properties: Traits | None = Field(
        None, description="Properties of the person to set beside it; or steps of Amplitude's, such as $add."
    )
    groups: Copied | None = Field(None, description="Groups it belongs to, by type: {company: Initech}.")

    def to_rows(self) -> list[Row]:
        money = self.money()
        facts = {name: fact for name, fact in self.facts().items() if name not in money}
        properties = {**(self.visit.page_facts() if self.visit else {}), **facts}
        own: Row = {"user_properties": self.all_user_properties(), "groups": self.groups}
        return [self.to_row(self.event, event_properties=properties, **own, **money)]

    def all_user_properties(self) -> Row:
        """The properties to set, with the steps that the visit takes beside them."""
        known = self.user_properties or {}
        came = self.visit.facts() if self.visit else {}
        if not came:
            return known
        # Amplitude takes either properties or steps.
        steps = known if any(name.startswith("$") for name in known) else {"$set": known}
        first = {f"initial_{name}": fact for name, fact in came.items()}
        return {
            **steps,
            "$set": {**came, **steps.get("$set", {})},
            "$setOnce": {**first, **steps.get("$setOnce", {})},
        }

    def money(self) -> Row:
        """The fields of a revenue event; none where there is no amount."""
        quantity = ONE if self.quantity is None else self.quantity
        revenue = self.revenue if self.price is None else self.price * quantity
        if revenue is None:
            return {}
        # Amplitude takes whole quantities only: of 1.5 kg it gets the revenue.
        parts = {"price": self.price, "quantity": int(quantity)} if self.price and quantity % 1 == 0 else {}
        about = {"currency": self.currency, "productId": self.product_id, "revenueType": self.revenue_type}
        return {"revenue": revenue, **parts, **about}


class Refund(Track):
    """Money given back: revenue and price get a minus sign."""

    revenue: Annotated[Amount, minus] | None = Field(None, description="Money given back, in major units.")
    price: Annotated[Amount, minus] | None = Field(None, description="Price of one; goes before revenue.")


class Identify(Person):
    """What is known of a person."""

    traits: Traits | None = Field(None, description="Properties to set.")
    traits_once: Traits | None = Field(None, description="Properties to set where the person has none of that name.")
    increment: dict[str, int | float] | None = Field(None, description="Numbers to add to properties: {logins: 1}.")
    append: Traits | None = Field(None, description="Values to append to properties that are lists.")
    unset: list[str] | None = Field(None, description="Names of properties to take away.")

    def to_rows(self) -> list[Row]:
        steps = {
            "$set": self.traits,
            "$setOnce": self.traits_once,
            "$add": self.increment,
            "$append": self.append,
            "$unset": dict.fromkeys(self.unset or (), "-"),
        }
        return [self.to_row("$identify", user_properties={step: part for step, part in steps.items() if part})]


class Group(Person):
    """A group that a person belongs to."""

    group_type: GroupId = Field(description="What kind of group: company, team.")
    group_id: Annotated[GroupId, checked] = Field(description="Which group it is.")
    traits: Copied | None = Field(None, description="Properties of the group to set.")

    def to_rows(self) -> list[Row]:
        groups = {self.group_type: self.group_id}
        joins = self.to_row("$identify", groups=groups, user_properties={"$set": groups})
        is_so = self.to_row("$groupidentify", 1, groups=groups, group_properties={"$set": self.traits})
        return [joins, is_so] if self.traits else [joins]


class Alias(Payload):
    """Two ids of one person: what the first one did counts as the other's."""

    user_id: PersonId = Field(description="The id that Amplitude knows.")
    global_user_id: PersonId = Field(description="The person's id from now on.")


class Delete(Payload):
    """Somebody to forget."""

    user_id: PersonId = Field(description="The person's id in your database.")
