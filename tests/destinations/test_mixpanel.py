"""Mixpanel beyond its cases: batches, answers, ids, settings."""

import json
import re
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from destinations.mixpanel import MIXPANEL, Alias, Group, Identify, MixpanelSettings, Purchase, Track
from destinations.mixpanel.events import RESERVED, purchase_rows, track_row
from destinations.mixpanel.identity import INSERT_ID, fit_insert_id
from destinations.mixpanel.imports import judge_import
from destinations.mixpanel.profiles import judge_profiles
from destinations.sdk import Outcome, Payload, Rejected, Request, Response, Sent
from destinations.sdk.destination import BuildError

SETTINGS = MixpanelSettings.model_validate({"project_token": "t0ken"})
ID = "078431-49d9a0b4f2ff9ac93d5ba5bf4f5c"


def track(**given: Any) -> Track:
    return Track.model_validate({"event": "E", "time": 1772360130250, "user_id": "u", **given}).with_delivery_id(ID)


def purchase(products: int, **given: Any) -> Purchase:
    fields = {"event": "E", "time": 1772360130250, "user_id": "u", "products": [{"sku": "s"}] * products, **given}
    return Purchase.model_validate(fields).with_delivery_id(ID)


def built(name: str, payloads: Sequence[Payload], settings: MixpanelSettings) -> Sequence[Any]:
    kind = MIXPANEL.action_type(name)
    assert kind
    return kind.requests(payloads, settings)


def answered(request: Request, status: int, body: Any) -> Response:
    return Response(request, status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def refused(*indexes: Any) -> dict[str, Any]:
    failed = [{"index": index, "field": "properties.time", "message": "is too old"} for index in indexes]
    return {"code": 400, "failed_records": failed, "num_records_imported": 1}


# Batches


def test_orders_of_many_products_are_cut_into_requests_of_two_thousand_rows() -> None:
    requests = built("purchase", [purchase(250)] * 10, SETTINGS)
    assert [len(orjson.loads(request.body)) for request in requests] == [2000, 510]
    assert [position for request in requests for position in request.items] == [row // 251 for row in range(2510)]


def test_rows_keep_the_order_of_payloads_and_lines() -> None:
    rows = list(purchase_rows(purchase(3), SETTINGS))
    times = [row["properties"]["time"] for row in rows]
    assert times == [1772360130250, 1772360130249, 1772360130248, 1772360130247]
    assert len({row["properties"]["$insert_id"] for row in rows}) == 4


def test_the_same_payloads_make_the_same_bytes() -> None:
    first, second = (built("purchase", [purchase(2)], SETTINGS) for _ in range(2))
    assert first == second


def test_a_row_without_any_id_is_not_built() -> None:
    payload = Track.model_validate({"event": "E", "time": 1772360130250, "user_id": "u"})
    with pytest.raises(BuildError, match="insert_id or a delivery id"):
        built("track", [payload], SETTINGS)


# Answers


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(400, refused(1), ["sent", "rejected", "sent"], id="one row refused, the others stored"),
        pytest.param(400, refused(0, 2), ["rejected", "sent", "rejected"], id="two rows refused"),
        pytest.param(400, refused(0, 1, 2), ["rejected"] * 3, id="all rows refused"),
        pytest.param(400, {"error": "bad"}, [], id="a 400 that names no rows is not ours to judge"),
        pytest.param(400, refused(7), [], id="a row that was not sent"),
        pytest.param(400, refused(-1), [], id="a row before the first"),
        pytest.param(400, refused("1"), [], id="a row that is not a number"),
        pytest.param(400, b"<html>", [], id="no JSON"),
        pytest.param(200, {"code": 200}, [], id="all well is for the status table"),
        pytest.param(413, refused(1), [], id="a batch too large is for the status table, whatever it names"),
        pytest.param(401, {"error": "no"}, [], id="no credentials are for the status table"),
        pytest.param(429, {}, [], id="too many are for the status table"),
    ],
)
def test_what_an_answer_to_an_import_means(status: int, body: Any, expected: list[str]) -> None:
    payloads = [track(), track(), track()]
    (request,) = built("track", payloads, SETTINGS)
    outcomes = judge_import(answered(request, status, body), payloads)
    assert [type(one).__name__.lower() for one in outcomes] == expected


def test_a_refused_row_of_a_product_refuses_its_order_and_says_why() -> None:
    payloads = [purchase(2), purchase(2)]
    (request,) = built("purchase", payloads, SETTINGS)
    outcomes = judge_import(answered(request, 400, refused(4)), payloads)
    assert outcomes == [Sent(), Rejected("Mixpanel refused properties.time: is too old")]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, {"status": 1, "error": None}, [Sent()], id="stored"),
        pytest.param(200, b"1", [Sent()], id="stored, in one digit"),
        pytest.param(
            200,
            {"status": 0, "error": "no $token"},
            [Rejected("Mixpanel refused the profile: no $token")],
            id="refused",
        ),
        pytest.param(
            200, b"0", [Rejected("Mixpanel refused the profile: no reason given")], id="refused, in one digit"
        ),
        pytest.param(200, b"", [Sent()], id="no body at all"),
        pytest.param(503, {"status": 0}, [], id="another status is for the status table"),
    ],
)
def test_what_an_answer_to_a_profile_means(status: int, body: Any, expected: list[Outcome]) -> None:
    payload = Identify(user_id="u")
    (request,) = built("identify", [payload], SETTINGS)
    assert judge_profiles(answered(request, status, body), [payload]) == expected


# Ids


@given(st.text(min_size=1))
def test_every_insert_id_fits(text: str) -> None:
    assert INSERT_ID.fullmatch(fit_insert_id(text.encode("utf-8", "replace").decode()))


@given(st.dictionaries(st.sampled_from(sorted(RESERVED)) | st.text(min_size=1, max_size=5), st.integers(), max_size=6))
def test_no_property_overwrites_what_a_row_needs(properties: dict[str, Any]) -> None:
    row = track_row(track(properties=properties), SETTINGS)
    assert row["properties"]["time"] == 1772360130250
    assert (row["properties"]["distinct_id"], row["properties"]["$insert_id"]) == ("u", ID)
    assert "token" not in row["properties"]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        pytest.param({"user_id": "u", "anonymous_id": "a"}, "u", id="a user on a device"),
        pytest.param({"user_id": None, "anonymous_id": "a"}, "$device:a", id="a device alone"),
        pytest.param(
            {"user_id": None, "anonymous_id": "a", "distinct_id": "a"}, "$device:a", id="a device, said twice"
        ),
        pytest.param({"user_id": None, "anonymous_id": "a", "distinct_id": "x"}, "x", id="an id of one's own"),
        pytest.param({"user_id": 42}, "42", id="a number"),
        pytest.param({"user_id": None, "distinct_id": ""}, "", id="nobody, on purpose"),
    ],
)
def test_who_it_is_on_the_wire(ids: dict[str, Any], expected: str) -> None:
    row = track_row(track(**ids), SETTINGS)
    assert row["properties"]["distinct_id"] == expected


@pytest.mark.parametrize("value", ["null", "None", "ANONYMOUS", "n/a", " undefined ", "0", -1, 0, "[]"])
@pytest.mark.parametrize("field", ["distinct_id", "user_id", "anonymous_id", "insert_id"])
def test_placeholders_are_refused_everywhere(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match="as a placeholder"):
        track(**{field: value})


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        pytest.param(Track, {"event": "E", "time": 1e9}, "nobody to attribute this to", id="an event without ids"),
        pytest.param(Track, {"event": "", "time": 1e9, "user_id": "u"}, "at least 1 character", id="no name"),
        pytest.param(Track, {"event": "x" * 256, "time": 1e9, "user_id": "u"}, "255 characters", id="a long name"),
        pytest.param(Track, {"event": "E", "time": "soon", "user_id": "u"}, '"soon" is not a time', id="no time"),
        pytest.param(Track, {"event": "E", "time": 1e9, "user_id": ["u"]}, "a list is not an id", id="a list as id"),
        pytest.param(Track, {"event": "E", "time": 1e9, "user_id": True}, "true is not an id", id="true as id"),
        pytest.param(Track, {"event": "E", "time": 1e9, "user_id": ""}, "an empty text is not an id", id="an empty id"),
        pytest.param(Identify, {"traits": {}}, "nobody to attribute this to", id="a profile of nobody"),
        pytest.param(Group, {"group_key": "company", "group_id": "none"}, "placeholder", id="a group that is none"),
        pytest.param(Alias, {"distinct_id": "a", "time": 1e9}, "Field required", id="an alias without alias"),
        pytest.param(
            Purchase, {"event": "E", "time": 1e9, "user_id": "u", "tax": "much"}, '"much"', id="a tax in words"
        ),
    ],
)
def test_payloads_that_cannot_be(model: Any, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        model.model_validate(fields)


# Settings


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"region": "asia"}, '"asia" is not a region of Mixpanel; write us, eu or in', id="a region"),
        pytest.param({"region": 1}, "1 is not a region of Mixpanel", id="a number for a region"),
        pytest.param({"project_token": None}, "project_token", id="no token"),
        pytest.param(
            {"service_account_user": "robot"},
            "service_account_password and project_id",
            id="a third of a service account",
        ),
        pytest.param({"project_id": 42}, "service_account_user and service_account_password", id="a project alone"),
        pytest.param({"project_id": "forty"}, "project_id", id="a project in words"),
        pytest.param({"token": "t"}, "Extra inputs", id="a setting that is none"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        MixpanelSettings.model_validate({"project_token": "t0ken", **given})


@pytest.mark.parametrize(("region", "host"), [("US", "api"), ("eu", "api-eu"), (" In ", "api-in")])
def test_regions_in_any_case(region: str, host: str) -> None:
    settings = MixpanelSettings.model_validate({"project_token": "t0ken", "region": region})
    assert settings.import_url == f"https://{host}.mixpanel.com/import?strict=1"


def test_the_api_secret_goes_before_the_token() -> None:
    settings = MixpanelSettings.model_validate({"project_token": "t0ken", "api_secret": "s3cret"})
    assert settings.credentials == ("s3cret", "")


def test_secrets_do_not_print() -> None:
    assert "t0ken" not in repr(SETTINGS)
    assert dict(SETTINGS.secrets()) == {"project_token": "t0ken"}


def test_every_action_type_is_judged() -> None:
    assert all(one.judge and one.limits.items <= 2000 for one in MIXPANEL.action_types)
