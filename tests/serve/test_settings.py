# ruff: noqa: E501 - one row of the table, one line
"""`serve.yaml`: what it holds, and a finding at its place for each mistake."""

from pathlib import Path

import pytest

from actions.serve.settings import CheckedSettings, read_settings

WHOLE = """\
version: 1
listen: 127.0.0.1:8080
public_address: events.example.com
trusted_proxies: [10.0.0.0/8]
journal: {path: .actions/journal, keep: 3d, reserve: 1GiB}
limits: {event: 32KiB, request: 4MiB, events: 2500, connections: 10000, header_time: 10s, body_time: 10s, keep_alive: 75s}
dedupe: 24h
sources:
  - name: website
    keys: [{env: WEBSITE_KEY}, {secret: WEBSITE_KEY_OLD}]
    kind: browser
    mappings: mappings/website
    origins: ["https://shop.example.com"]
    rate: 500/s
    ip: truncate
    plan: {file: plan.yaml, on_violation: tag}
    consent: {missing: allow}
    strict: false
consent:
  categories:
    Advertising: [meta, google_ads]
    Analytics: [ga4, mixpanel]
suppress: {file: suppressions.ndjson}
"""
SMALL = "version: 1\nsources:\n  - {name: website, keys: [abcd]}\n"
VARIABLES = {"WEBSITE_KEY": "new-key", "WEBSITE_KEY_OLD": "old-key", "EMPTY": ""}


def read(folder: Path, text: str) -> CheckedSettings:
    path = folder / "serve.yaml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, VARIABLES.get)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    settings = read(tmp_path, WHOLE).settings
    assert settings is not None
    (source,) = settings.sources
    assert [key.get_secret_value() for key in source.keys] == ["new-key", "old-key"]
    assert "new-key" not in repr(settings)
    assert (source.rate, source.ip, source.mappings) == (500, "truncate", tmp_path / "mappings/website")
    assert settings.journal.path == tmp_path / ".actions/journal"
    assert (settings.journal.keep, settings.journal.reserve, settings.dedupe) == (259200, 1 << 30, 86400)
    assert (settings.limits.event, settings.limits.header_time) == (32768, 10)
    assert (str(settings.listen), str(settings.admin)) == ("127.0.0.1:8080", "127.0.0.1:8081")
    assert settings.consent is not None
    assert settings.consent.categories["Advertising"] == ("meta", "google_ads")


def test_a_small_file_has_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, SMALL).settings
    assert settings is not None
    assert (settings.sources[0].kind, settings.sources[0].rate, settings.limits.events) == ("browser", None, 2500)


S = "version: 1\nsources:\n  - {name: website, keys: [abcd]"
MISTAKES = {
    "an unknown key is named, with the one that is meant": (
        SMALL + "lissten: 127.0.0.1:1\n",
        '4:1 E120 serve.yaml has no key "lissten" | did you mean "listen"?',
    ),
    "an unknown key of a source": (
        S + ", orgins: []}\n",
        '3:35 E120 a source has no key "orgins" | did you mean "origins"?',
    ),
    "a misspelt key is one mistake": (
        "version: 1\nsource:\n  - {name: website, keys: [abcd]}\n",
        '2:1 E120 serve.yaml has no key "source" | did you mean "sources"?',
    ),
    "no sources": (
        "version: 1\n",
        "1:1 E121 serve.yaml needs sources: | write sources: and below it - name: website, with keys:",
    ),
    "a source without keys": (
        "version: 1\nsources:\n  - name: website\n",
        "3:5 E121 a source needs keys: | write keys: [{env: WEBSITE_KEY}]",
    ),
    "keys that are not a list": (
        "version: 1\nsources:\n  - {name: website, keys: abcd}\n",
        "3:27 E122 keys: must be a list | write it in brackets: [one, another]",
    ),
    "a variable that is not set": (
        "version: 1\nsources:\n  - {name: website, keys: [{env: NO_KEY}]}\n",
        "3:28 E406 the variable NO_KEY is not set | set NO_KEY where the server runs",
    ),
    "a variable that is empty": (
        "version: 1\nsources:\n  - {name: website, keys: [{secret: EMPTY}]}\n",
        "3:28 E406 the secret EMPTY is not set | set EMPTY where the server runs",
    ),
    "a key with a space": (
        "version: 1\nsources:\n  - {name: website, keys: [a b]}\n",
        "3:28 E122 a write key is 1 to 256 visible ASCII characters without spaces | put it in quotes if YAML reads it as a number",
    ),
    "a token of the admin port that stands in the file": (
        SMALL + "admin_token: abcdefghijklmnopqrstuvwxyz\n",
        "4:14 E122 admin_token must be a secret | write {secret: ACTIONS_ADMIN_TOKEN}",
    ),
    "a token of the admin port that is not set": (
        SMALL + "admin_token: {secret: NO_TOKEN}\n",
        "4:14 E406 the secret NO_TOKEN is not set | set NO_TOKEN where the server runs",
    ),
    "another version": (
        "version: 2\nsources:\n  - {name: w, keys: [k]}\n",
        "1:10 E124 this release reads version 1 of serve.yaml, not 2 | version: 1",
    ),
    "a time without a unit": (
        SMALL + "dedupe: 24\n",
        "4:9 E122 dedupe: must be a time, such as 10s, 15m, 24h or 3d, not 24 | write a number and one of ms, s, m, h, d behind it",
    ),
    "a size in a unit that is none": (
        SMALL + "limits: {event: 32k}\n",
        '4:17 E122 event: must be a size, such as 500B, 32KiB, 4MiB or 1GiB, not "32k" | write a number and one of B, KiB, MiB, GiB, TiB behind it',
    ),
    "a port that is none": (
        SMALL + "listen: 127.0.0.1:99999\n",
        '4:9 E122 listen: must be a host and a port, such as 127.0.0.1:8080, not "127.0.0.1:99999" | write host:port, in quotes for [::1]:8080',
    ),
    "a network with bits behind its length": (
        SMALL + "trusted_proxies: [10.0.0.0/8, 10.0.0.1/8]\n",
        '4:31 E122 item 2 of trusted_proxies: must be an address or a network, such as 10.0.0.0/8, not "10.0.0.1/8" | bits behind the length must be zero: write 10.0.0.0/8',
    ),
    "a proxy by its name": (
        SMALL + "trusted_proxies: [proxy.local]\n",
        '4:19 E122 item 1 of trusted_proxies: must be an address or a network, such as 10.0.0.0/8, not "proxy.local" | write the addresses of your proxies, not their names',
    ),
    "more processes than there may be": (
        SMALL + "processes: 1000\n",
        "4:12 E122 processes: must be 64 or less, not 1000 | None",
    ),
    "no process": (SMALL + "processes: 0\n", "4:12 E122 processes: must be 1 or more, not 0 | None"),
    "a text for a map": (
        SMALL + "journal: x\n",
        '4:10 E122 journal: must be a map, not "x" | write it in braces: {path: …}',
    ),
    "a text for the plan of a source": (
        S + ", plan: plan.yaml}\n",
        '3:41 E122 plan: must be a map, not "plan.yaml" | write it in braces: {file: …}',
    ),
    "an origin for many": (
        S + ', origins: ["https://*.example.com"]}\n',
        '3:45 E122 item 1 of origins: must be one origin, such as https://shop.example.com, not "https://*.example.com" | write each one that pages may have',
    ),
    "one port for both servers": (
        SMALL + "listen: 127.0.0.1:8081\n",
        "4:9 E122 admin: and listen: name the same port | give each a port of its own",
    ),
    "an address with a scheme": (
        SMALL + "public_address: https://events.example.com\n",
        '4:17 E122 public_address: must be a host, such as events.example.com, not "https://events.example.com" | write it without https:// and without a path',
    ),
    "an origin with a path": (
        S + ', origins: ["https://a.example/x"]}\n',
        '3:45 E122 item 1 of origins: must be an origin, such as https://shop.example.com, not "https://a.example/x" | write scheme and host in small letters, and nothing behind them',
    ),
    "a rate that is none": (
        S + ", rate: 500}\n",
        "3:41 E122 rate: must be a rate, such as 500/s, not 500 | write a number of events and /s or /m behind it",
    ),
    "a word that is not known": (
        S + ", ip: truncat}\n",
        '3:39 E123 ip: cannot be "truncat" | did you mean "truncate"?',
    ),
    "a name with a capital": (
        "version: 1\nsources:\n  - {name: Web, keys: [abcd]}\n",
        '3:12 E122 name: holds only a-z, 0-9, - and _, not "Web" | begin with a letter or a digit',
    ),
    "two sources of one name": (
        "version: 1\nsources:\n  - {name: a, keys: [k1]}\n  - {name: a, keys: [k2]}\n",
        '4:12 E125 two sources are called "a" | give them different names',
    ),
    "one key of two sources": (
        "version: 1\nsources:\n  - {name: a, keys: [k1]}\n  - {name: b, keys: [k1]}\n",
        "4:22 E125 this key appears twice, so its source is ambiguous | give each source keys of its own",
    ),
    "a list": ("- version: 1\n", "1:1 E101 serve.yaml must be a map | start it with: version: 1"),
    "no file": ("", "1:1 E101 this file is empty | start it with: version: 1"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_finding_at_its_place(tmp_path: Path, text: str, told: str) -> None:
    checked = read(tmp_path, text)
    assert checked.settings is None
    (one,) = checked.report
    assert one.place is not None
    assert f"{one.place.line}:{one.place.column} {one.code} {one.message} | {one.hint}" == told


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    (one,) = read_settings(tmp_path / "none.yaml", VARIABLES.get).report
    assert (one.code, one.message) == ("E132", f"{tmp_path}/none.yaml cannot be read: No such file or directory")


def test_no_key_is_shown_in_a_finding(tmp_path: Path) -> None:
    text = "version: 1\nsources:\n  - {name: a, keys: [canary-key, {env: 5}, 7]}\n  - {name: b, keys: [canary-key]}\n"
    assert "canary" not in str([one.as_dict() for one in read(tmp_path, text).report])


def test_a_plan_without_the_library_that_checks_it_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.serve.settings.read.CHECKER", "no_such_library")
    file = tmp_path / "serve.yaml"
    file.write_text("version: 1\nsources:\n  - {name: web, keys: [k], plan: {file: plan.yaml}}\n")
    (found,) = read_settings(file, lambda _: None).report
    assert str(found.place) == f"{file}:3:34"
    assert found.message == "plan: needs a library that is not installed"
    assert found.hint == "pip install 'destination-actions[serve]'"
