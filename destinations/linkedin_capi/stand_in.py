"""LinkedIn's /rest/conversionEvents, one conversion or BATCH_CREATE.

Source: learn.microsoft.com/linkedin, "Conversions API" (fields, 90 days, 5000 in a batch), "Versioning" (a year)
and "Error handling" (status, serviceErrorCode, message). The exact messages are not published.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = "/rest/conversionEvents"
URN = re.compile(r"urn:lla:llaPartnerConversion:[0-9]+")
SHA256 = re.compile(r"[0-9a-f]{64}")
AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
CURRENCY = re.compile(r"[A-Z]{3}")
VERSION = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])")
MOST_EVENTS = 5000
MONTHS_ALIVE = 12
OLDEST = timedelta(days=90)


def answer(call: Call) -> Answer:
    """What LinkedIn says to the call."""
    fault = _fault_of_call(call)
    if fault:
        return _error(*fault)
    body = call.json()
    if call.headers.get("x-restli-method") != "BATCH_CREATE":
        faults = list(_faults(0, body, call))
        return _error(HTTPStatus.UNPROCESSABLE_ENTITY, faults[0].reason) if faults else Answer(201, accepted=(body,))
    rows = body["elements"]
    refusals = tuple(fault for number, row in enumerate(rows) for fault in _faults(number, row, call))
    refused = {one.row: one.reason for one in refusals}
    accepted = tuple(row for number, row in enumerate(rows) if number not in refused)
    elements = [_element(refused.get(number)) for number in range(len(rows))]
    return Answer.of_json(HTTPStatus.OK, {"elements": elements}, accepted=accepted, refusals=refusals)


VENDOR = Vendor("linkedin_capi", ("api.linkedin.com",), answer)


def _fault_of_call(call: Call) -> tuple[HTTPStatus, str] | None:
    """What is wrong with the call as a whole, the first thing."""
    if call.path != PATH or call.method != "POST":
        return HTTPStatus.NOT_FOUND, f"No virtual resource found for {call.path}"
    if not re.fullmatch(r"Bearer \S+", call.headers.get("authorization", "")):
        return HTTPStatus.UNAUTHORIZED, "Empty oauth2_access_token"
    return _fault_of_version(call) or _fault_of_body(call)


def _fault_of_version(call: Call) -> tuple[HTTPStatus, str] | None:
    version = call.headers.get("linkedin-version", "")
    found = VERSION.fullmatch(version)
    if not version:
        return HTTPStatus.BAD_REQUEST, "A version must be present. Specify one with the LinkedIn-Version header."
    age = (call.now.year - int(found[1])) * 12 + call.now.month - int(found[2]) if found else MONTHS_ALIVE + 1
    if not 0 <= age <= MONTHS_ALIVE:
        return HTTPStatus.UPGRADE_REQUIRED, f"Requested version {version} is not active"
    return None


def _fault_of_body(call: Call) -> tuple[HTTPStatus, str] | None:
    try:
        body = call.json()
    except ValueError:
        return HTTPStatus.BAD_REQUEST, "Cannot parse request entity"
    batch = call.headers.get("x-restli-method") == "BATCH_CREATE"
    rows = body.get("elements") if isinstance(body, dict) and batch else [body]
    if not isinstance(rows, list) or not rows:
        return HTTPStatus.BAD_REQUEST, "elements must be a list of conversions"
    if len(rows) > MOST_EVENTS:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_EVENTS} conversions in a batch"
    return None


def _faults(number: int, row: Any, call: Call) -> Iterator[Refusal]:
    """The first thing that is wrong with a conversion."""
    row = row if isinstance(row, dict) else {}
    checks = (
        ("/conversion", _conversion(row.get("conversion"))),
        ("/conversionHappenedAt", _time(row.get("conversionHappenedAt"), call)),
        ("/conversionValue", _value(row.get("conversionValue"))),
        ("/user", _user(row.get("user"))),
    )
    for field, fault in checks:
        if fault:
            yield Refusal(number, field, f"ERROR :: {field} :: {fault}")
            return


def _conversion(urn: Any) -> str | None:
    return None if isinstance(urn, str) and URN.fullmatch(urn) else "is not the URN of a conversion rule"


def _time(time: Any, call: Call) -> str | None:
    if not isinstance(time, int) or isinstance(time, bool):
        return "is not a number of milliseconds"
    oldest = (call.now - OLDEST).timestamp() * 1000
    return None if time >= oldest else "is more than 90 days ago"


def _value(value: Any) -> str | None:
    if value is None:
        return None
    amount, currency = (value.get("amount"), value.get("currencyCode")) if isinstance(value, dict) else (None, None)
    if not isinstance(amount, str) or not AMOUNT.fullmatch(amount):
        return "amount is not a decimal string"
    return None if isinstance(currency, str) and CURRENCY.fullmatch(currency) else "currencyCode is not ISO 4217"


def _user(user: Any) -> str | None:
    ids = user.get("userIds") if isinstance(user, dict) else None
    if not isinstance(ids, list):
        return "userIds is required"
    for one in ids:
        if one.get("idType") == "SHA256_EMAIL" and not SHA256.fullmatch(str(one.get("idValue"))):
            return "idValue is not a SHA-256 hash in hexadecimal"
    info = user.get("userInfo")
    if info is not None and not (info.get("firstName") and info.get("lastName")):
        return "userInfo needs firstName and lastName"
    return None if ids or info else "needs userIds or userInfo"


def _element(fault: str | None) -> dict[str, Any]:
    return {"status": 422, "error": {"status": 422, "message": fault}} if fault else {"status": 201}


def _error(status: HTTPStatus, text: str) -> Answer:
    refusals = (Refusal(None, "", text),)
    return Answer.of_json(status, {"status": int(status), "serviceErrorCode": 0, "message": text}, refusals=refusals)
