"""A secret that a server tells back is not shown, in whatever spelling: each of them, and each in each other."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from destinations.delivery.redaction.redact import HIDDEN, LEAK, Redactor
from destinations.delivery.redaction.spelling import readings
from destinations.sdk.outcome import Rejected

SECRETS = {
    "signs that are escaped": 'Kq7v/Xw2m"Zp9&sL+r4t<B8',
    "letters and digits": "s3cr3tT0kenOf24Characters",
    "a key with its kind": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=",
    "more than ASCII": "pässwörd/€uro & co'1",
    "escapes of its own": "a%2Fb\\u0041&amp;c%41d/e",
}


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


SPELLINGS: dict[str, Callable[[str], str]] = {
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON without escapes": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "PHP's JSON": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "Go's JSON": lambda text: (
        json.dumps(text)[1:-1].replace("&", "\\u0026").replace("<", "\\u003c").replace("+", "\\u002B")
    ),
    "HTML": html.escape,
    "HTML with slashes": lambda text: html.escape(text).replace("/", "&#x2F;"),
    "HTML by numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "percent codes": lambda text: quote(text, safe=""),
    "percent codes with a plus": quote_plus,
    "codes of bytes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "base64": base64,
    "base64 behind a slash": lambda text: "/auth/" + base64(text),
    "base64 glued to a letter": lambda text: "x" + base64(text),
    "base64 glued to two": lambda text: "xy" + base64(text),
    "base64 of a user and it": lambda text: base64(f"me:{text}"),
    "base64 of more": lambda text: base64(f"a1{text}zz"),
    "base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
    "broken by a line end": lambda text: text[:9] + "\r\n  " + text[9:],
}


@pytest.mark.parametrize("outer", [None, *SPELLINGS])
@pytest.mark.parametrize("inner", SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_not_shown_in_any_spelling_nor_in_two(secret: str, inner: str, outer: str | None) -> None:
    spelt = SPELLINGS[inner](secret)
    spelt = SPELLINGS[outer](spelt) if outer else spelt
    redactor = Redactor([("key", secret)])
    shown = redactor.text(f"no such key: {spelt}, or so")
    assert shown.startswith("no such key: ")
    assert "[key]" in shown
    assert not tells(redactor.extract(f"no such key: {spelt}, or so".encode()), secret)


def tells(shown: str, secret: str) -> bool:
    """Whether eight characters in a row of it can be read in what is shown."""
    core = "".join(secret.removeprefix("whsec_").split()).lower()
    runs = {core[at : at + LEAK] for at in range(len(core) - LEAK + 1)}
    return any(run in reading.text.lower() for reading in readings(shown) for run in runs)


SLACK = "https://hooks.slack.com/services/T0123ABCD/B0456EFGH/CANARYcanary123456"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        pytest.param(
            "Cannot POST /services/T0123ABCD/B0456EFGH/CANARYcanary123456", "Cannot POST [url]", id="its path"
        ),
        pytest.param("no hook CANARYcanary123456", "no hook [url]", id="its last part"),
        pytest.param("no services at hooks.slack.com", "no services at hooks.slack.com", id="what anybody may know"),
        pytest.param(f"<a href='{SLACK}?a=1'>", "<a href='[url]?a=1'>", id="all of it"),
    ],
)
def test_of_a_secret_url_its_path_is_a_secret_and_its_host_is_none(message: str, shown: str) -> None:
    redactor = Redactor([("url", SLACK)])
    assert redactor.extract(message.encode()) == shown
    assert redactor.outcome(Rejected(message)) == Rejected(shown)


@pytest.mark.parametrize(
    ("message", "is_hidden"),
    [
        pytest.param("it begins with s3cr3tT", False, id="seven characters"),
        pytest.param("it begins with s3cr3tT0k", True, id="eight characters"),
        pytest.param("it ends with ofcHARACTERS", True, id="in other letters"),
        pytest.param("it ends with Of24 Char", True, id="with a blank in it"),
        pytest.param("it begins with " + base64("s3cr3tT0keOTHER"), True, id="in base64"),
        pytest.param("it begins with " + b"s3cr3tT0k".hex(), True, id="in hexadecimal digits"),
        pytest.param("it begins with s3cr3t%54%30%6b", True, id="in percent codes"),
        pytest.param("it is [key]", False, id="nothing"),
    ],
)
def test_an_answer_with_a_part_of_a_secret_is_not_shown_at_all(message: str, is_hidden: bool) -> None:
    redactor = Redactor([("key", "s3cr3tT0kenOf24CharactersOfCharacters")])
    assert redactor.extract(message.encode()) == (HIDDEN if is_hidden else message)
    assert redactor.outcome(Rejected(message)) == Rejected(HIDDEN if is_hidden else message)


def test_a_secret_across_the_end_of_what_is_read_is_not_shown() -> None:
    secret = SECRETS["letters and digits"]
    redactor = Redactor([("key", secret)])
    for cut in range(len(secret)):
        body = b"no key" + b" " * (4096 - len("no key") - cut) + secret.encode() + b" and more"
        shown = redactor.extract(body)
        assert not tells(shown, secret), shown


def test_the_name_of_a_secret_may_be_a_part_of_it() -> None:
    assert Redactor([("password", "my-password-1")]).extract(b"no my-password-1") == "no [password]"
