"""Salesforce as the stand-in plays it: upserts of collections, and tokens.

Source: developer.salesforce.com, "Upsert Records Using sObject Collections"; error codes of the REST API's "Status
Codes and Error Responses"; help.salesforce.com, "OAuth 2.0 JWT Bearer Flow". A record whose id is `locked` is held by
another call. Signatures are not looked at, as no certificate is at hand.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections import Counter
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/services/data/v\d\d\.0/composite/sobjects/([A-Za-z]\w*)/([A-Za-z]\w*)")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_RECORDS = 200
JWT_BEARER, GRANTS = "urn:ietf:params:oauth:grant-type:jwt-bearer", ("client_credentials", "refresh_token")
# Of an organization, a sandbox, or a site of its own.
AUDIENCE = re.compile(r"https://(login\.salesforce\.com|test\.salesforce\.com|[\w.-]+\.(force|site)\.com(/\S*)?)")
LONGEST = 180.0
NEEDED = {"Lead": ("LastName", "Company"), "Contact": ("LastName",), "Opportunity": ("Name", "StageName", "CloseDate")}

Fault = tuple[str, str]


def answer(call: Call) -> Answer:
    """What Salesforce says to the call."""
    if call.path == "/services/oauth2/token":
        return _token(call)
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


def _token(call: Call) -> Answer:
    try:
        form = call.form()
    except ValueError:
        form = {}
    grant = form.get("grant_type", "")
    if grant == JWT_BEARER:
        why = _wrong_assertion(form.get("assertion", ""), call.now.timestamp())
        error = ("invalid_grant", why) if why else None
    elif not {"client_id", "client_secret"} <= form.keys():
        error = ("invalid_client", "invalid client credentials")
    else:
        error = None if grant in GRANTS else ("unsupported_grant_type", "grant type not supported")
    if error:
        body = {"error": error[0], "error_description": error[1]}
        return Answer.of_json(HTTPStatus.BAD_REQUEST, body, refusals=(Refusal(None, "", error[1]),))
    return Answer.of_json(HTTPStatus.OK, {"access_token": "stand-in", "token_type": "Bearer"})


def _wrong_assertion(text: str, now: float) -> str | None:
    try:
        header, claims, signature = (urlsafe_b64decode(f"{part}==") for part in text.split("."))
        stated, claimed = json.loads(header), json.loads(claims)
        ends = float(claimed["exp"])
    except (ValueError, KeyError, TypeError):
        return "invalid assertion"
    checks = (
        (stated.get("alg") == "RS256" and bool(signature), "invalid assertion"),
        (bool(claimed.get("iss")), "client identifier invalid"),
        (bool(claimed.get("sub")), "user hasn't approved this consumer"),
        (AUDIENCE.fullmatch(str(claimed.get("aud"))) is not None, "audience is invalid"),
        (now < ends <= now + LONGEST, "expired authorization code"),
    )
    return next((why for holds, why in checks if not holds), None)


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
