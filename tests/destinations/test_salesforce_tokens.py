"""Salesforce's JWT bearer flow: what is signed and when, what is said where no token comes; no key is ever shown."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery, Exchange, RetryPolicy
from destinations.salesforce import SALESFORCE, Lead, SalesforceSettings
from destinations.salesforce.stand_in import VENDOR
from destinations.sdk import Outcome, Retry, Sent
from destinations.testing import Answer, Call, Fault, Received, StandIn, Vendor

URL, HOST = "https://acme.my.salesforce.com", "acme.my.salesforce.com"
TOKEN_URL = f"{URL}/services/oauth2/token"
ONCE = RetryPolicy(base=0.01, budget=0.0)


def pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PEM = pem(KEY)


def settings_of(key: str = PEM, **own: Any) -> SalesforceSettings:
    given = {"instance_url": URL, "client_id": "3MVG9", "private_key": key, "username": "loader@acme.example", **own}
    return SalesforceSettings.model_validate(given)


def verified(call: Call) -> Answer:
    """As the stand-in answers, to those alone whose signature is right."""
    if call.path == "/services/oauth2/token":
        try:
            jwt.decode(call.form()["assertion"], PUBLIC, ["RS256"], options={"verify_aud": False})
        except (KeyError, jwt.PyJWTError):
            return refused("invalid_grant", "invalid assertion")
    return VENDOR.answer(call)


def refused(error: str, description: str, status: int = 400) -> Answer:
    return Answer.of_json(status, {"error": error, "error_description": description})


def deliver(
    settings: SalesforceSettings, *names: str, faults: Sequence[Fault] = (), **options: Any
) -> tuple[list[Delivered], list[Received]]:
    """What became of leads of those names, each in a call of its own, and all that came in."""
    kind = SALESFORCE.action_type("lead")
    assert kind

    async def inside() -> tuple[list[Delivered], list[Received]]:
        async with StandIn([Vendor("salesforce", (HOST,), verified)]) as stand_in:
            stand_in.fail(HOST, faults)
            results = []
            async with Deliverer({"salesforce": settings}, divert=stand_in.url, policy=ONCE, **options) as deliverer:
                for name in names:
                    lead = Lead.model_validate({"external_id": name, "last_name": "L", "company": "C"})
                    results += await deliverer.deliver([Delivery(name, "salesforce", kind, lead)])
            return results, stand_in.received

    return asyncio.run(inside())


def paths(received: Sequence[Received]) -> list[str]:
    return ["token" if one.url == TOKEN_URL else "records" for one in received]


def test_a_token_is_got_by_what_the_key_signed_and_kept() -> None:
    results, received = deliver(settings_of(), "a", "b")
    assert [one.outcome for one in results] == [Sent(), Sent()]
    assert paths(received) == ["token", "records", "records"]
    assert received[0].body.keys() == {"grant_type", "assertion"}
    assert received[0].body["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = jwt.decode(received[0].body["assertion"], PUBLIC, ["RS256"], audience="https://login.salesforce.com")
    assert (claims["iss"], claims["sub"]) == ("3MVG9", "loader@acme.example")
    assert 0 < claims["exp"] - datetime.now(UTC).timestamp() <= 180


@pytest.mark.parametrize(
    ("own", "audience"),
    [
        pytest.param({}, "https://login.salesforce.com", id="an organization"),
        pytest.param(
            {"instance_url": "https://acme--qa.sandbox.my.salesforce.com"},
            "https://test.salesforce.com",
            id="a sandbox",
        ),
        pytest.param({"audience": "https://acme.my.site.com/shop"}, "https://acme.my.site.com/shop", id="one's own"),
    ],
)
def test_for_whom_it_is_signed(own: dict[str, str], audience: str) -> None:
    oauth = settings_of(**own).oauth()
    assert oauth.assertion
    # The same to the letter for one moment, so that two requests share their token.
    assert (oauth, hash(oauth)) == (settings_of(**own).oauth(), hash(settings_of(**own).oauth()))
    assert jwt.decode(oauth.assertion(datetime.now(UTC)), PUBLIC, ["RS256"], audience=audience)["aud"] == audience


@pytest.mark.parametrize("end", ["\\n", "", "\r\n"], ids=["as two characters", "left out", "of Windows"])
def test_a_key_is_read_however_its_line_ends_are_written(end: str) -> None:
    assert [one.outcome for one in deliver(settings_of(PEM.replace("\n", end)), "a")[0]] == [Sent()]


def test_after_a_401_another_one_is_signed() -> None:
    results, received = deliver(settings_of(), "a", faults=[Answer.of_json(200, {"access_token": "old"}), 401])
    assert [one.outcome for one in results] == [Sent()]
    assert paths(received) == ["token", "records", "token", "records"]


NOT_TAKEN = (
    f"{TOKEN_URL} does not take what the client signed; see whether the certificate there is that of the key, the user "
    "may use the client, and this machine's clock is right: "
)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(
            refused("invalid_grant", "user hasn't approved this consumer"),
            f'{NOT_TAKEN}{{"error":"invalid_grant","error_description":"user hasn\'t approved this consumer"}}',
            id="a user who is not approved",
        ),
        pytest.param(
            refused("invalid_grant", "expired authorization code"),
            f'{NOT_TAKEN}{{"error":"invalid_grant","error_description":"expired authorization code"}}',
            id="a clock that is wrong",
        ),
        pytest.param(
            refused("invalid_client_id", "client identifier invalid"),
            f"no access token from {TOKEN_URL}: answered 400: "
            '{"error":"invalid_client_id","error_description":"client identifier invalid"}',
            id="a client that is not known",
        ),
    ],
)
def test_what_is_said_where_no_token_comes(fault: Answer, reason: str) -> None:
    results, received = deliver(settings_of(), "a", faults=[fault])
    assert [one.outcome for one in results] == [Retry(reason, counts=False, pause=True)]
    assert paths(received) == ["token"]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("hunter2-hunter2", id="no key"),
        pytest.param(PEM[:900], id="half a key"),
        pytest.param(pem(ec.generate_private_key(ec.SECP256R1())), id="of another kind"),
        pytest.param(PUBLIC.decode(), id="the public one"),
    ],
)
def test_a_key_that_cannot_sign_waits_for_a_person_and_asks_nobody(key: str) -> None:
    results, received = deliver(settings_of(key), "a")
    reason = "private_key is not an RSA key in PEM form without a passphrase; write the whole file, its first and last"
    assert [one.outcome for one in results] == [
        Retry(f"no access token from {TOKEN_URL}: {reason} line included", counts=False, pause=True)
    ]
    assert received == []


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jwt", None)
    [result] = deliver(settings_of(), "a")[0]
    assert "pip install 'destination-actions[salesforce]'" in shown(result.outcome)


def shown(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Sent) else outcome.reason


@pytest.mark.parametrize("key", [PEM, PEM.replace("\n", "\\n")], ids=["a file", "one line"])
def test_neither_the_key_nor_what_it_signed_is_shown_anywhere(key: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    line = PEM.splitlines()[3]
    body = "".join(PEM.splitlines()[1:-1])
    echoes: Sequence[Answer] = [refused("server", f"no key {line}"), refused("server", body), refused("server", PEM)]
    seen: list[Exchange] = []
    settings = settings_of(key)
    texts = [repr(settings), str(settings.oauth())]
    for fault in echoes:
        results, _ = deliver(settings, "a", faults=[fault], on_exchange=seen.append)
        texts += [shown(one.outcome) for one in results]
    said = f"{texts} {seen} {caplog.text}"
    pieces = [part[at : at + 12] for part in PEM.splitlines()[2:-1] for at in range(0, len(part) - 12, 4)]
    assert [piece for piece in pieces if piece in said] == []
    assert "no access token" in said


def test_an_answer_that_repeats_what_was_signed_is_shown_without_it() -> None:
    def echo(call: Call) -> Answer:
        return refused("server", call.form()["assertion"])

    async def inside() -> list[Delivered]:
        kind = SALESFORCE.action_type("lead")
        assert kind
        lead = Lead.model_validate({"external_id": "a", "last_name": "L", "company": "C"})
        async with (
            StandIn([Vendor("salesforce", (HOST,), echo)]) as stand_in,
            Deliverer({"salesforce": settings_of()}, divert=stand_in.url, policy=ONCE) as deliverer,
        ):
            return await deliverer.deliver([Delivery("a", "salesforce", kind, lead)])

    [result] = asyncio.run(inside())
    assert shown(result.outcome).endswith('[assertion]"}')


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"client_secret": "s"}, id="a secret and a key"),
        pytest.param({"private_key": None, "username": ""}, id="neither"),
        pytest.param({"username": ""}, id="a key without a user"),
        pytest.param({"private_key": None, "client_secret": "s"}, id="a user without a key"),
        pytest.param({"refresh_token": "r"}, id="a key and a refresh token"),
        pytest.param({"audience": "login.salesforce.com"}, id="an audience that is not an address"),
    ],
)
def test_an_organization_has_one_way_in(own: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"set either|a refresh_token goes with|audience"):
        settings_of(**own)


@pytest.mark.parametrize(
    ("change", "description"),
    [
        pytest.param({"aud": "https://acme.my.salesforce.com/x"}, "audience is invalid", id="another audience"),
        pytest.param({"exp": 9_999_999_999}, "expired authorization code", id="one that ends too late"),
        pytest.param({"exp": 1}, "expired authorization code", id="one that has ended"),
        pytest.param({"iss": ""}, "client identifier invalid", id="nobody's"),
    ],
)
def test_the_stand_in_refuses_what_salesforce_refuses(change: dict[str, Any], description: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    claims = {"iss": "c", "sub": "u", "aud": "https://login.salesforce.com", "exp": int(now.timestamp()) + 170}
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}

    def told(stated: dict[str, Any]) -> Answer:
        body = "&".join(
            f"{name}={value}" for name, value in (form | {"assertion": jwt.encode(stated, PEM, "RS256")}).items()
        )
        return VENDOR.answer(Call("POST", HOST, "/services/oauth2/token", {}, {}, body.encode(), now))

    assert told(claims).status == 200
    assert (told(claims | change).status, told(claims | change).refusals[0].reason) == (400, description)
