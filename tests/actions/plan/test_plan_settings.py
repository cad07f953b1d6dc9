"""Settings hold values, and names of secrets that nobody looks up before delivery."""

from typing import Any, Literal

import pytest
from pydantic import Field, SecretStr

from actions.settings.settings import InstanceSettings, MissingReferenceError, read_settings
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml


class ShopSettings(Settings):
    token: SecretStr
    region: str = "us"
    retries: int = 3
    mode: Literal["fast", "safe"] = "safe"
    headers: dict[str, str | SecretStr] = Field(default={})


def read(text: str, **environ: str) -> tuple[InstanceSettings | None, Report]:
    report = Report()
    [spot] = read_yaml(text, "shop.yaml", report)
    return read_settings(spot.at("settings"), ShopSettings, report, environ.get), report


FINDINGS: list[tuple[str, str, str, tuple[int, int], str]] = [
    (
        "an unknown setting whose value is a variable",
        "settings: {token: {secret: T}, regoin: {env: REGION}}",
        "E401",
        (1, 32),
        'did you mean "region"',
    ),
    (
        "an unknown setting",
        "settings: {token: {secret: T}, regoin: eu}",
        "E401",
        (1, 32),
        'did you mean "region"',
    ),
    ("a missing setting", "settings: {region: eu}", "E402", (1, 1), "add token"),
    (
        "a secret where none may be",
        "settings: {token: {secret: T}, region: {secret: R}}",
        "E403",
        (1, 40),
        "{env: NAME}",
    ),
    ("a wrong kind", "settings: {token: {secret: T}, retries: often}", "E404", (1, 41), ""),
    ("a text for a number", "settings: {token: {secret: T}, headers: x}", "E404", (1, 41), "key: value"),
    ("a number for a text", "settings: {token: {secret: T}, headers: {x: 5}}", "E404", (1, 45), "in quotes"),
    ("a word that is not one", "settings: {token: {secret: T}, mode: fsat}", "E404", (1, 38), 'did you mean "fast"'),
    ("a setting without a value", "settings: {token: }", "E404", (1, 18), "write one"),
    ("a number for a secret", "settings: {token: 12345}", "E404", (1, 19), "in quotes"),
    (
        "a default that does not fit",
        "settings: {token: {secret: T}, retries: {env: R, default: x}}",
        "E404",
        (1, 41),
        "",
    ),
    ("a variable for all settings", "settings: {env: SETTINGS}", "E405", (1, 11), "token: {env: …}"),
    ("a variable with a default", "settings: {env: SETTINGS, default: x}", "E405", (1, 11), "token: {env: …}"),
    ("a secret for all settings", "settings: {secret: SETTINGS}", "E405", (1, 11), "token: {secret: …}"),
    ("secrets", "settings: {token: {secrets: T}}", "E405", (1, 20), 'did you mean "secret"'),
    ("secrets in a map", "settings: {token: {secret: T}, headers: {x: {secrt: T}}}", "E405", (1, 46), '"secret"'),
    ("a secret without a name", "settings: {token: {secret: }}", "E405", (1, 20), "{secret: NAME}"),
    ("a number for a name", "settings: {token: {secret: 5}}", "E405", (1, 28), "'5'"),
    ("no space after the colon", "settings: {token: {secret:T}}", "E405", (1, 20), "{secret: T}, with a space"),
    ("a secret with a default", "settings: {token: {secret: T, default: x}}", "E405", (1, 31), "{env: NAME"),
    ("a misspelt default", "settings: {token: {env: T, defualt: y}}", "E405", (1, 28), '"default"'),
    ("a secret and a variable", "settings: {token: {env: T, secret: U}}", "E405", (1, 20), "alone"),
    ("a name with a space", "settings: {token: {secret: shop token}}", "E405", (1, 28), "write SHOP_TOKEN"),
    (
        "a dollar sign",
        "settings: {token: '${SHOP_TOKEN}'}",
        "E405",
        (1, 20),
        "{secret: SHOP_TOKEN} or {env: SHOP_TOKEN}",
    ),
    ("a dollar sign without braces", "settings: {token: $shop_token}", "E405", (1, 19), "{secret: shop_token}"),
    (
        "a part of a secret",
        "settings: {token: 'p${PW}'}",
        "E405",
        (1, 21),
        "{secret: TOKEN} or {env: TOKEN} for the whole",
    ),
    (
        "a part of a header",
        "settings: {token: {secret: T}, headers: {Authorization: 'Bearer ${TOKEN}'}}",
        "E405",
        (1, 65),
        "{secret: AUTHORIZATION} or {env: AUTHORIZATION} for the whole value",
    ),
    (
        "a template in a header",
        "settings: {token: {secret: T}, headers: {x: '{{ env.TOKEN }}'}}",
        "E405",
        (1, 46),
        "{secret: TOKEN} or {env: TOKEN}",
    ),
    ("percent signs", "settings: {token: {secret: T}, headers: {x: '%TOKEN%'}}", "E405", (1, 46), "{secret: TOKEN}"),
    (
        "a default in a variable",
        "settings: {token: {secret: T}, region: '${REGION:-eu}'}",
        "E405",
        (1, 41),
        "{env: REGION}",
    ),
    (
        "a part of a text",
        "settings: {token: {secret: T}, region: eu-$ZONE-1}",
        "E405",
        (1, 43),
        "{env: REGION} for the",
    ),
    ("where a number belongs", "settings: {token: {secret: T}, retries: '${N}'}", "E405", (1, 42), "{env: N}"),
    (
        "in a default",
        "settings: {token: {secret: T}, region: {env: R, default: '${S}'}}",
        "E405",
        (1, 59),
        "{env: S}",
    ),
    (
        "a secret written out as a default",
        "settings: {token: {env: T, default: hunter2}}",
        "W401",
        (1, 37),
        "{secret: TOKEN}",
    ),
    ("a secret written out", "settings: {token: hunter2}", "W401", (1, 19), "{secret: TOKEN}"),
]


@pytest.mark.parametrize(
    ("text", "code", "at", "words"), [row[1:] for row in FINDINGS], ids=[row[0] for row in FINDINGS]
)
def test_a_mistake_in_settings_is_one_finding(text: str, code: str, at: tuple[int, int], words: str) -> None:
    _, report = read(text)
    [finding] = report
    assert finding.place
    assert (finding.code, (finding.place.line, finding.place.column)) == (code, at)
    assert words in (finding.hint or "")
    assert not any(secret in str(finding) for secret in ("hunter2", "12345"))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("https://shop.example/%E2%82%AC?$filter=price%20gt%205", id="a URL with escapes"),
        pytest.param("pa$$word$", id="a password with dollars"),
        pytest.param("p4$SWORD", id="a dollar inside a word"),
        pytest.param("$ConnectionString", id="a user name of Azure"),
        pytest.param("100% off, only $5", id="a price"),
        pytest.param("{not: a template}", id="braces"),
    ],
)
def test_what_waits_for_nothing_is_left_alone(value: str) -> None:
    _, report = read(f"settings: {{token: {{secret: T}}, region: '{value}', headers: {{x: '{value}'}}}}")
    assert not report.found


def test_a_secret_given_by_a_variable_is_shown_by_its_name_and_delivered_as_a_secret() -> None:
    text = "settings: {token: {env: TOKEN}, headers: {x: {env: HEADER}}, region: {env: REGION}}"
    environ = {"TOKEN": "hunter2", "HEADER": "hunter3", "REGION": "eu"}
    settings, _ = read(text, **environ)
    assert settings
    assert dict(settings.shown.secrets()) == {"token": "TOKEN", "headers.x": "HEADER"}
    assert "hunter" not in repr(settings.shown)
    assert "eu" in repr(settings.shown)
    found = settings.resolve(environ.get)
    assert dict(found.secrets()) == {"token": "hunter2", "headers.x": "hunter3"}
    assert "hunter" not in repr(found)
    with pytest.raises(MissingReferenceError, match="TOKEN"):
        settings.resolve({**environ, "TOKEN": " "}.get)


class Signed(Settings):
    secret: SecretStr


def test_a_setting_may_be_called_secret() -> None:
    report = Report()
    [spot] = read_yaml("settings: {secret: {secret: KEY}}", "shop.yaml", report)
    settings = read_settings(spot.at("settings"), Signed, report, lambda _: None)
    assert settings
    assert not report.found
    [spot] = read_yaml("settings: {secret: hunter2}", "shop.yaml", report)
    assert read_settings(spot.at("settings"), Signed, report, lambda _: None)
    assert [one.code for one in report] == ["W401"]


def test_without_a_secret_at_hand_its_name_stands_in() -> None:
    settings, report = read("settings: {token: {secret: SHOP_TOKEN}, headers: {x-key: {secret: KEY}, x-plain: y}}")
    assert settings
    assert not report.found
    shown = settings.shown
    assert dict(shown.secrets()) == {"token": "SHOP_TOKEN", "headers.x-key": "KEY"}
    assert "SHOP_TOKEN" not in repr(shown)


def test_delivery_looks_secrets_up_and_names_the_missing_ones() -> None:
    settings, _ = read("settings: {token: {secret: SHOP_TOKEN}, region: {env: REGION, default: eu}}")
    assert settings
    found = settings.resolve({"SHOP_TOKEN": "s3cret"}.get)
    assert isinstance(found, ShopSettings)
    assert (found.token.get_secret_value(), found.region) == ("s3cret", "eu")
    for environ in ({}, {"SHOP_TOKEN": ""}, {"SHOP_TOKEN": " \n"}):
        with pytest.raises(MissingReferenceError, match="SHOP_TOKEN"):
            settings.resolve(dict[str, str](environ).get)


ENVIRONMENTS: list[tuple[str, dict[str, str], Any]] = [
    ("set", {"REGION": "in"}, "in"),
    ("not set, with a default", {}, "eu"),
]


@pytest.mark.parametrize(
    ("environ", "expected"), [row[1:] for row in ENVIRONMENTS], ids=[row[0] for row in ENVIRONMENTS]
)
def test_a_variable_is_shown_as_it_is_now(environ: dict[str, str], expected: str) -> None:
    settings, _ = read("settings: {token: {secret: T}, region: {env: REGION, default: eu}}", **environ)
    assert settings
    assert settings.shown.model_dump()["region"] == expected


def test_a_variable_that_is_not_set_does_not_stop_a_dry_run() -> None:
    settings, report = read("settings: {token: {secret: T}, retries: {env: RETRIES}}")
    assert settings
    assert not report.has_errors
    with pytest.raises(MissingReferenceError, match="RETRIES"):
        settings.resolve({"T": "t"}.get)


def test_what_was_found_but_does_not_fit_is_reported_without_its_value() -> None:
    settings, _ = read("settings: {token: {secret: T}, retries: {env: RETRIES}}")
    assert settings
    with pytest.raises(MissingReferenceError, match="retries") as caught:
        settings.resolve({"T": "t", "RETRIES": "hunter2"}.get)
    assert "hunter2" not in str(caught.value)
