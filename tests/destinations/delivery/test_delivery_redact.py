"""Secrets by name, never by value."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from destinations.delivery.redaction.redact import Redactor
from destinations.sdk.outcome import Rejected, Retry, Sent

SECRET = 'k9/"ä +s3cr3t'
SIGNING = "whsec_c2lnbmluZyBrZXk="
REDACTOR = Redactor(
    [("api_secret", SECRET), ("password", "hunter2hunter2"), ("start", "hunter2"), ("empty", ""), ("signing", SIGNING)]
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("nothing to hide", "nothing to hide", id="a text without secrets"),
        pytest.param(f"key {SECRET}!", "key [api_secret]!", id="the value itself"),
        pytest.param(SECRET.upper(), "[api_secret]", id="in capitals"),
        pytest.param(f"?k={quote(SECRET, safe='')}&b", "?k=[api_secret]&b", id="in a query"),
        pytest.param(f"?k={quote_plus(SECRET)}", "?k=[api_secret]", id="with a plus for a blank"),
        pytest.param(f"?k={quote(SECRET, safe='').lower()}", "?k=[api_secret]", id="percent codes in lower case"),
        pytest.param('"k9/\\"\\u00e4 +s3cr3t"', '"[api_secret]"', id="in JSON"),
        pytest.param("key c2lnbmluZyBrZXk= here", "key [signing] here", id="without the name of its kind"),
        pytest.param("hunter2hunter2 hunter2", "[password] [start]", id="one secret that starts another"),
        pytest.param(
            "Basic " + b64encode(f"{SECRET}:".encode()).decode(), "Basic [api_secret]", id="as a user name of Basic"
        ),
        pytest.param(
            "Basic " + b64encode(f"me:{SECRET}".encode()).decode(), "Basic [api_secret]", id="as a password of Basic"
        ),
        pytest.param(
            urlsafe_b64encode(f"x{SECRET}".encode()).decode().rstrip("="), "[api_secret]", id="in a token's base64"
        ),
    ],
)
def test_a_secret_is_shown_by_name(text: str, shown: str) -> None:
    assert REDACTOR.text(text) == shown


def test_a_json_value_is_cleaned_in_texts_and_keys() -> None:
    value = {"hunter2": [1, None, {"a": f"x{SECRET}"}], "n": 2.5}
    assert REDACTOR.value(value) == {"[start]": [1, None, {"a": "x[api_secret]"}], "n": 2.5}


def test_an_outcomes_reason_is_cleaned_and_the_rest_kept() -> None:
    assert REDACTOR.outcome(Retry("bad hunter2", after=2.0)) == Retry("bad [start]", after=2.0)
    assert REDACTOR.outcome(Rejected("bad hunter2")) == Rejected("bad [start]")
    assert REDACTOR.outcome(Sent()) == Sent()


@pytest.mark.parametrize(
    ("body", "extract"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"two\r\n  lines\x00\x1b[31m", "two lines [31m", id="control characters"),
        pytest.param(b"\xff\xfe", "��", id="no UTF-8"),
        pytest.param(b"x" * 5000, "x" * 199 + "…", id="a long answer"),
        pytest.param(b"y" * 195 + b"hunter2", "y" * 195 + "[sta…", id="a secret across the cut"),
    ],
)
def test_an_extract_is_one_short_line(body: bytes, extract: str) -> None:
    assert REDACTOR.extract(body) == extract


@example("", "k\udcff\udcfe 4b", "")
@given(st.text(), st.text(st.characters(exclude_characters="[]"), min_size=5), st.text())
def test_no_secret_survives(before: str, secret: str, after: str) -> None:
    assert secret not in Redactor([("x", secret)]).text(before + secret + after)


def test_without_secrets_nothing_changes() -> None:
    assert Redactor([]).text("dG9rZW46c2VjcmV0") == "dG9rZW46c2VjcmV0"


def test_what_was_learned_is_redacted_beside_the_others_until_it_is_old() -> None:
    redactor = Redactor([("key", "g1ven-secret")])
    for number in range(9):
        redactor.learn("access_token", f"t0ken-{number}-secret")
    assert redactor.text("g1ven-secret t0ken-8-secret t0ken-1-secret") == "[key] [access_token] [access_token]"
    assert redactor.text("t0ken-0-secret") == "t0ken-0-secret"
