"""Acme as a stand-in plays it: 401 without a token, 207 for orders of more than a million, 404 for the rest."""

from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_CENTS = 100_000_000


def answer(call: Call) -> Answer:
    """What Acme says to the call."""
    if not call.headers.get("authorization", "").startswith("Bearer "):
        return Answer.of_json(401, {"error": "no token"})
    if call.path == "/v2/orders" and call.method == "POST":
        return _take_orders(call.json())
    if call.path.startswith("/v2/contacts/") and call.method == "PATCH":
        return Answer.of_json(200, {}, accepted=(call.json(),))
    return Answer.of_json(404, {"error": "no such resource"})


def _take_orders(rows: list[dict[str, Any]]) -> Answer:
    large = [position for position, row in enumerate(rows) if abs(row["cents"]) > MOST_CENTS]
    taken = tuple(row for position, row in enumerate(rows) if position not in large)
    if not large:
        return Answer.of_json(200, {}, accepted=taken)
    refused = [{"row": position, "why": "over a million"} for position in large]
    refusals = tuple(Refusal(position, "cents", "over a million") for position in large)
    return Answer.of_json(207, {"refused": refused}, accepted=taken, refusals=refusals)


VENDOR = Vendor("acme", ("api.acme.example", "api.eu.acme.example"), answer)
