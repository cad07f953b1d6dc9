"""The settings in a file, or every finding about it."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, SecretStr, ValidationError

from actions.serve.settings.explain import explain
from actions.serve.settings.model import ServeSettings
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located
from mappings.yaml_reader import decode, read_yaml

Lookup = Callable[[str], str | None]
MOST_KEY = 256
# What checks tracking plans; it is installed with an extra.
CHECKER = "jsonschema_rs"
LEAST_TOKEN = 16


class CheckedSettings(NamedTuple):
    """What reading gave: settings, unless there are errors in `report`; `texts` are what its findings point into."""

    settings: ServeSettings | None
    report: Report
    texts: Mapping[str, str]


def read_settings(path: Path, lookup: Lookup, secrets: Lookup | None = None) -> CheckedSettings:
    """The settings in the file at `path`. Never raises for what the file holds, or that it is not there.

    `lookup` finds the variables that keys name, `secrets` (or `lookup` too) the secrets.
    """
    report, file = Report(), str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        start = Place(file, 1, 1, 1, 1)
        report.add("E132", start, f"{file} cannot be read: {error.strerror}", "name the file of the service's settings")
        return CheckedSettings(None, report, {})
    text = decode(data, file, report)
    documents = read_yaml(text, file, report) if text is not None else []
    texts = {file: text or ""}
    if not documents or report.has_errors:
        return CheckedSettings(None, report, texts)
    spot = documents[0]
    if len(documents) > 1:
        report.add("E101", documents[1].place, "serve.yaml holds one document", "remove the line --- and what follows")
    if not isinstance(spot.value, dict):
        report.add("E101", spot.place, "serve.yaml must be a map", "start it with: version: 1")
        return CheckedSettings(None, report, texts)
    settings = _validated(spot, _with_keys(spot, lookup, secrets or lookup, report), report)
    if settings is not None:
        _check_together(settings, spot, report)
    return CheckedSettings(None if report.has_errors else settings, report, texts)


def _validated(spot: Located, value: Any, report: Report) -> ServeSettings | None:
    try:
        settings = ServeSettings.model_validate(value)
    except ValidationError as error:
        explain(error, spot, report)
        return None
    made = _rebased(settings, Path(spot.file).parent)
    assert isinstance(made, ServeSettings)  # noqa: S101 - a copy of what it was
    return made


def _rebased(part: Any, folder: Path) -> Any:
    """The same with paths that count from the folder of the file."""
    if isinstance(part, Path):
        return folder / part
    if isinstance(part, tuple) and type(part) is tuple:
        return tuple(_rebased(one, folder) for one in part)
    if isinstance(part, BaseModel):
        fields = {name: _rebased(getattr(part, name), folder) for name in type(part).model_fields}
        return part.model_copy(update=fields)
    return part


def _with_keys(spot: Located, lookup: Lookup, secrets: Lookup, report: Report) -> dict[str, Any]:
    """The value of the file with each key that `{env: …}` or `{secret: …}` stands for in its place."""
    value = dict(spot.value)
    if value.get("admin_token") is not None:
        value["admin_token"] = _token(value["admin_token"], spot.at("admin_token"), lookup, secrets, report)
    journal = value.get("journal")
    if isinstance(journal, dict) and journal.get("stream") is not None:
        stream = _stream(journal["stream"], spot.at("journal", "stream"), lookup, secrets, report)
        value["journal"] = {**journal, "stream": stream}
    sources = value.get("sources")
    if not isinstance(sources, list):
        return value
    made = []
    for number, source in enumerate(sources):
        keys = source.get("keys") if isinstance(source, dict) else None
        if isinstance(keys, list):
            at = spot.at("sources", number, "keys")
            found = [_key(one, at.at(place), lookup, secrets, report) for place, one in enumerate(keys)]
            made.append({**source, "keys": found})
        else:
            made.append(source)
    return {**value, "sources": made}


def _token(written: Any, spot: Located, lookup: Lookup, secrets: Lookup, report: Report) -> Any:
    """The token of the admin port; what opens it does not stand in a file that others may read."""
    if not isinstance(written, dict):
        report.add("E122", spot.place, "admin_token must be a secret", "write {secret: ACTIONS_ADMIN_TOKEN}")
        return SecretStr("x")
    before = report.errors()
    found = _key(written, spot, lookup, secrets, report)
    if report.errors() == before and len(found.get_secret_value()) < LEAST_TOKEN:
        message = f"this token has fewer than {LEAST_TOKEN} characters, so that it can be guessed"
        report.add("E122", spot.place, message, "make one of 32 random characters")
    return found


def _stream(written: Any, spot: Located, lookup: Lookup, secrets: Lookup, report: Report) -> Any:
    """The address of a stream, in which there may be a password."""
    from actions.stream.address import AddressError, read_address

    before = report.errors()
    found = _key(written, spot, lookup, secrets, report)
    if report.errors() == before and isinstance(found, SecretStr):
        try:
            read_address(found.get_secret_value())
        except AddressError as error:
            report.add("E122", spot.place, "stream: is not an address of a stream", str(error))
    return found


def _key(written: Any, spot: Located, lookup: Lookup, secrets: Lookup, report: Report) -> Any:
    if not isinstance(written, dict):
        return _literal(written, spot, report)
    kind = next((one for one in ("env", "secret") if set(written) == {one}), None)
    name = written.get(kind) if kind else None
    if not isinstance(name, str):
        report.add(
            "E122", spot.place, "a key must be a text, {env: NAME} or {secret: NAME}", "write {env: WEBSITE_KEY}"
        )
        return SecretStr("x")
    found = (secrets if kind == "secret" else lookup)(name)
    if not found or not found.strip():
        what = "secret" if kind == "secret" else "variable"
        report.add("E406", spot.place, f"the {what} {name} is not set", f"set {name} where the server runs")
        return SecretStr("x")
    return _literal(found.strip(), spot, report)


def _literal(key: Any, spot: Located, report: Report) -> Any:
    if not isinstance(key, str):
        return key
    if not key or len(key) > MOST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        message = f"a write key is 1 to {MOST_KEY} visible ASCII characters without spaces"
        report.add("E122", spot.place, message, "put it in quotes if YAML reads it as a number")
    return SecretStr(key)


def _check_together(settings: ServeSettings, spot: Located, report: Report) -> None:
    """Report what shows only when two places of the file are held together."""
    names: dict[str, Located] = {}
    keys: dict[str, Located] = {}
    for number, source in enumerate(settings.sources):
        if source.plan and find_spec(CHECKER) is None:
            missing = "plan: needs a library that is not installed"
            plan = spot.at("sources", number, "plan")
            report.add("E122", plan.place, missing, "pip install 'destination-actions[serve]'")
        at = spot.at("sources", number, "name")
        if names.setdefault(source.name, at) is not at:
            message = f'two sources are called "{source.name}"'
            report.add("E125", at.place, message, "give them different names", related=(names[source.name].place,))
        for place, key in enumerate(source.keys):
            here = spot.at("sources", number, "keys", place)
            if keys.setdefault(key.get_secret_value(), here) is not here:
                message = "this key appears twice, so its source is ambiguous"
                report.add(
                    "E125", here.place, message, "give each source keys of its own", related=(_place(keys, key),)
                )
    if settings.processes > 1 and settings.listen.port == 0:
        message = "processes: needs a port that all of them listen on, and port 0 is another one for each"
        report.add("E122", spot.at("processes").place, message, "write listen: 127.0.0.1:8080")
    if settings.admin == settings.listen and settings.admin.port:
        at = spot.at("admin") if "admin" in spot.value else spot.at("listen")
        report.add("E122", at.place, "admin: and listen: name the same port", "give each a port of its own")
    if settings.limits.event > settings.limits.request:
        report.add("E122", spot.at("limits").place, "event: is larger than request:", "an event comes in a request")


def _place(keys: Mapping[str, Located], key: SecretStr) -> Place:
    return keys[key.get_secret_value()].place
