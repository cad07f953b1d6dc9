"""Klaviyo's API: /api/event-bulk-create-jobs, /api/profile-import, /api/data-privacy-deletion-jobs.

Source: the vendor's OpenAPI description, revisions 2026-04-15 and 2026-07-15 (required fields, limits, error
objects with pointers), and "Events API overview" (times, sizes). The codes and words of single errors are not
confirmed by the vendor's pages.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_EVENTS = 1000
MOST_BYTES = 5_000_000
MOST_PROPERTIES = 400
LONGEST_METRIC = 127
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
A_YEAR = timedelta(days=366)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
CURRENCY = re.compile(r"[A-Z]{3}")
REVISION = re.compile(r"\d{4}-\d\d-\d\d")
IDENTIFIERS = ("email", "phone_number", "external_id", "anonymous_id")
PROFILE = {
    *IDENTIFIERS,
    "first_name",
    "last_name",
    "organization",
    "title",
    "image",
    "locale",
    "location",
    "properties",
}
PLACE = {"address1", "address2", "city", "region", "country", "zip", "timezone", "latitude", "longitude", "ip"}

OFF_A_LIST = re.compile(r"/api/lists/[^/]+/relationships/profiles")
JOBS = {
    "/api/profile-subscription-bulk-create-jobs": 1000,
    "/api/profile-subscription-bulk-delete-jobs": 100,
    "/api/profile-bulk-import-jobs": 10_000,
}

Fault = tuple[str, str, str]


def answer(call: Call) -> Answer:
    """What Klaviyo says to the call."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    if scheme != "Klaviyo-API-Key" or not key:
        return _errors(HTTPStatus.UNAUTHORIZED, [("not_authenticated", "Missing or malformed API key.", "/data/")])
    if not REVISION.fullmatch(call.headers.get("revision", "")):
        return _errors(HTTPStatus.BAD_REQUEST, [("invalid", "The revision header is missing.", "/data/")])
    if call.method not in {"POST", "DELETE"}:
        return _errors(HTTPStatus.METHOD_NOT_ALLOWED, [("method_not_allowed", call.method, "/data/")])
    if len(call.body) > MOST_BYTES:
        return _errors(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [("too_large", f"at most {MOST_BYTES} bytes", "/data/")])
    try:
        data, path = call.json()["data"], call.path.rstrip("/")
        is_off = call.method == "DELETE"
        return _taken(*(_off_a_list(path, data) if is_off else _read(path, data["attributes"], call.now)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return _errors(HTTPStatus.BAD_REQUEST, [("invalid", f"The body is not as it should be: {error!r}", "/data/")])


VENDOR = Vendor("klaviyo", ("a.klaviyo.com",), answer)


def _off_a_list(path: str, people: list[Any]) -> tuple[list[Fault], tuple[Any, ...], int]:
    """What a call says that takes profiles off a list, by the ids that Klaviyo made."""
    if not OFF_A_LIST.fullmatch(path):
        return [("not_found", f"There is no {path}.", "/data/")], (), HTTPStatus.NOT_FOUND
    wrong = [
        ("invalid", "A profile's id is required.", f"/data/{number}")
        for number, one in enumerate(people)
        if one["type"] != "profile" or not one["id"]
    ]
    if not 0 < len(people) <= MOST_EVENTS:
        wrong.append(("invalid", f"A call takes 1 to {MOST_EVENTS} profiles.", "/data/"))
    return wrong, tuple(people), HTTPStatus.NO_CONTENT


def _taken(faults: list[Fault], accepted: tuple[Any, ...], status: int) -> Answer:
    # All or nothing: where one thing is refused, nothing is stored.
    if faults:
        return _errors(HTTPStatus.BAD_REQUEST, faults)
    if status in {HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}:
        return Answer(status, body=b"", accepted=accepted)
    return Answer.of_json(status, {"data": {"type": "profile", "attributes": accepted[0]}}, accepted=accepted)


def _read(path: str, attributes: dict[str, Any], now: datetime) -> tuple[list[Fault], tuple[Any, ...], int]:
    if path == "/api/event-bulk-create-jobs":
        entries = attributes["events-bulk-create"]["data"]
        events = [event["attributes"] for entry in entries for event in entry["attributes"]["events"]["data"]]
        return list(_job_faults(entries, len(events), now)), tuple(events), HTTPStatus.ACCEPTED
    if path == "/api/profile-import":
        return list(_profile_faults(attributes, "/data/attributes")), (attributes,), HTTPStatus.CREATED
    if path == "/api/data-privacy-deletion-jobs":
        whom = attributes["profile"]["data"]["attributes"]
        wrong = [] if len(whom) == 1 else [("invalid", "Exactly one identifier.", "/data/attributes/profile")]
        return wrong, (whom,), HTTPStatus.ACCEPTED
    if path in JOBS:
        people = [one["attributes"] for one in attributes["profiles"]["data"]]
        return list(_people_faults(people, JOBS[path])), tuple(people), HTTPStatus.ACCEPTED
    return [("not_found", f"There is no {path}.", "/data/")], (), HTTPStatus.NOT_FOUND


def _people_faults(people: list[Any], most: int) -> Iterator[Fault]:
    at = "/data/attributes/profiles/data"
    if not 0 < len(people) <= most:
        yield "invalid", f"A job takes 1 to {most} profiles.", at
    for number, one in enumerate(people):
        if not one.get("email") and not one.get("phone_number"):
            yield "invalid", "email or phone_number is required.", f"{at}/{number}/attributes"
        yield from _profile_faults(one, f"{at}/{number}/attributes", only={"email", "phone_number", "subscriptions"})


def _job_faults(entries: list[Any], events: int, now: datetime) -> Iterator[Fault]:
    if not 0 < events <= MOST_EVENTS:
        yield "invalid", f"A job takes 1 to {MOST_EVENTS} events.", "/data/attributes/events-bulk-create/data"
        return
    seen: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(entries):
        at = f"/data/attributes/events-bulk-create/data/{number}/attributes"
        profile = entry["attributes"]["profile"]["data"]["attributes"]
        yield from _profile_faults(profile, f"{at}/profile/data/attributes", only=set(IDENTIFIERS))
        for place, event in enumerate(entry["attributes"]["events"]["data"]):
            here = f"{at}/events/data/{place}/attributes"
            yield from _event_faults(event["attributes"], here, now)
            metric = event["attributes"]["metric"]["data"]["attributes"]["name"]
            key = (str(sorted(profile.items())), metric, event["attributes"].get("unique_id", ""))
            if key in seen:
                yield "duplicate", "The unique_id appears twice for this profile and metric.", f"{here}/unique_id"
            seen.add(key)


def _event_faults(event: dict[str, Any], at: str, now: datetime) -> Iterator[Fault]:
    name = event["metric"]["data"]["attributes"]["name"]
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_METRIC:
        yield "invalid", "A metric needs a name of less than 128 characters.", f"{at}/metric"
    if not isinstance(event["properties"], dict) or len(event["properties"]) > MOST_PROPERTIES:
        yield "invalid", f"Properties are an object of at most {MOST_PROPERTIES}.", f"{at}/properties"
    time = datetime.fromisoformat(event["time"])
    if not EARLIEST < time <= now + A_YEAR:
        yield "invalid", "A time is after the year 2000 and at most a year ahead.", f"{at}/time"
    if isinstance(event.get("value", 0), bool) or not isinstance(event.get("value", 0), int | float):
        yield "invalid", "A value is a number.", f"{at}/value"
    if not CURRENCY.fullmatch(event.get("value_currency", "USD")):
        yield "invalid", "A currency has three capital letters.", f"{at}/value_currency"


def _profile_faults(profile: dict[str, Any], at: str, only: set[str] = PROFILE) -> Iterator[Fault]:
    if not any(profile.get(name) for name in IDENTIFIERS):
        yield "invalid", "A profile needs an identifier.", at
    others = sorted(profile.keys() - only) + sorted(profile.get("location", {}).keys() - PLACE)
    if others:
        yield "invalid", f"{', '.join(others)} is not a valid field.", at
    if "email" in profile and not EMAIL.fullmatch(profile["email"]):
        yield "invalid", "Invalid email address", f"{at}/email"
    if "phone_number" in profile and not PHONE.fullmatch(profile["phone_number"]):
        yield "invalid", "Invalid phone number format", f"{at}/phone_number"


def _errors(status: int, faults: list[Fault]) -> Answer:
    refusals = tuple(Refusal(_row(pointer), pointer, detail) for _, detail, pointer in faults)
    errors = [
        {
            "id": "0",
            "status": int(status),
            "code": code,
            "title": "Invalid input.",
            "detail": detail,
            "source": {"pointer": at},
        }
        for code, detail, at in faults
    ]
    return Answer.of_json(status, {"errors": errors}, refusals=refusals)


def _row(pointer: str) -> int | None:
    found = re.search(r"events-bulk-create/data/(\d+)", pointer)
    return int(found[1]) if found else None
