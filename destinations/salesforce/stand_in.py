"""Salesforce as the stand-in plays it: upserts of collections, and tokens.

Source: developer.salesforce.com, "Upsert Records Using sObject Collections"; error codes of the REST API's "Status
Codes and Error Responses". A record whose id is `locked` is held by another call.
"""

import re
from collections import Counter
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/services/data/v\d\d\.0/composite/sobjects/([A-Za-z]\w*)/([A-Za-z]\w*)")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_RECORDS = 200
NEEDED = {"Lead": ("LastName", "Company"), "Contact": ("LastName",), "Opportunity": ("Name", "StageName", "CloseDate")}

Fault = tuple[str, str]


def answer(call: Call) -> Answer:
    """What Salesforce says to the call."""
    if call.path == "/services/oauth2/token":
        return Answer.of_json(HTTPStatus.OK, {"access_token": "stand-in", "token_type": "Bearer"})
    if not call.headers.get("authorization", "").startswith("Bearer "):
        return _error(HTTPStatus.UNAUTHORIZED, "INVALID_SESSION_ID", "Session expired or invalid")
    found = PATH.fullmatch(call.path)
    if found is None or call.method != "PATCH":
        return _error(HTTPStatus.NOT_FOUND, "NOT_FOUND", "The requested resource does not exist")
    try:
        records = call.json()["records"]
    except (ValueError, TypeError, KeyError):
        records = None
    if not isinstance(records, list) or not 0 < len(records) <= MOST_RECORDS:
        return _error(HTTPStatus.BAD_REQUEST, "JSON_PARSER_ERROR", f"1 to {MOST_RECORDS} records are required")
    return _upsert(records, *found.groups())


VENDOR = Vendor("salesforce", ("*.salesforce.com",), answer)


def _upsert(records: list[Any], kind: str, id_field: str) -> Answer:
    ids = Counter(str(one.get(id_field)).lower() for one in records)
    faults = [_fault(one, kind, id_field, ids[str(one.get(id_field)).lower()]) for one in records]
    results = [
        {"success": False, "errors": [{"statusCode": fault[0], "message": fault[1], "fields": []}]}
        if fault
        else {"id": f"00Q{number:015}", "success": True, "created": True, "errors": []}
        for number, fault in enumerate(faults)
    ]
    accepted = tuple(one for one, fault in zip(records, faults, strict=True) if fault is None)
    refusals = tuple(Refusal(number, fault[0], fault[1]) for number, fault in enumerate(faults) if fault)
    return Answer.of_json(HTTPStatus.OK, results, accepted=accepted, refusals=refusals)


def _fault(one: dict[str, Any], kind: str, id_field: str, times: int) -> Fault | None:
    missing = [name for name in NEEDED.get(kind, ()) if not one.get(name)]
    checks = (
        (one.get("attributes") == {"type": kind}, "INVALID_TYPE", "the type is that of the address"),
        (bool(one.get(id_field)), "MISSING_ARGUMENT", f"{id_field} not specified"),
        (times == 1, "DUPLICATE_VALUE", f"Duplicate external id specified: {one.get(id_field)}"),
        (one.get(id_field) != "locked", "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
        (not missing, "REQUIRED_FIELD_MISSING", f"Required fields are missing: {missing}"),
        (EMAIL.fullmatch(str(one.get("Email", "a@b.c"))) is not None, "INVALID_EMAIL_ADDRESS", "invalid email address"),
        (not any(isinstance(value, list) for value in one.values()), "JSON_PARSER_ERROR", "a field is a list"),
    )
    return next(((code, text) for holds, code, text in checks if not holds), None)


def _error(status: HTTPStatus, code: str, text: str) -> Answer:
    return Answer.of_json(status, [{"errorCode": code, "message": text}], refusals=(Refusal(None, "", text),))
