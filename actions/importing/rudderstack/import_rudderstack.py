"""Mapping files in place of RudderStack's destinations."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from actions.importing.imported import ImportedAction, ImportedFile, free_name
from actions.importing.names import Names, find_names, plain
from actions.importing.rudderstack.read import Destination, read_destinations
from actions.importing.written.complete import not_carried_over, settings_of
from destinations.registry import Plugin, Registry
from mappings.file.model import slug_of

TABLE: Final = "rudderstack.yaml"
# Lists of events that are sent as others: each tool of its calls them as it likes.
RENAMED: Final = ("eventsToEvents", "eventsToStandard", "rudderEventsToSnapEvents", "eventsMapping")
# Settings that only its own servers and SDKs know, or that are read below.
ITS_OWN: Final = frozenset(
    map(
        plain,
        (
            *("eventFilteringOption", "whitelistedEvents", "blacklistedEvents", "eventFiltering"),
            *RENAMED,
            *("useNativeSDK", "useNativeSDKToSend", "connectionMode", "connectionModes"),
        ),
    )
)
CONSENT: Final = frozenset(map(plain, ("oneTrustCookieCategories", "ketchConsentPurposes", "consentManagement")))
# A value that it takes from elsewhere.
FROM_ELSEWHERE: Final = re.compile(r"env\.(\w+)|\{\{.*\}\}", re.DOTALL)
OTHERS: Final = frozenset({"page", "screen", "identify", "group", "alias", "merge"})


def import_rudderstack(documents: list[Any], registry: Registry) -> tuple[list[ImportedFile], list[str]]:
    """A file for each destination that we have, and words about those that we have not."""
    files: list[ImportedFile] = []
    destinations, left = read_destinations(documents)
    taken: set[str] = set()
    for one in destinations:
        found = find_names(one.kind, registry, TABLE)
        if found is None:
            left.append(f"{one.name}: there is no destination for {one.kind} here; it is left out")
        else:
            files.append(_file(one, *found, taken))
    return files, left


def _file(one: Destination, plugin: Plugin, names: Names, taken: set[str]) -> ImportedFile:
    tool = plugin.destination.name
    instance = free_name(tool if tool not in taken else slug_of(one.name) or tool, taken)
    known = {name: value for name, value in one.config.items() if not _is_from_elsewhere(value)}
    settings, todo = settings_of(plugin, names, _with_headers(known), instance)
    file = ImportedFile(instance, tool, f"Imported from RudderStack: {one.name}.", settings, [], todo=todo)
    file.defaults = _filter(one.config)
    file.todo += _left(one, names)
    file.actions += _events(one.config, names, file)
    for name, action in names.actions.items():
        group = None if name in OTHERS or len(names.actions) == 1 else "track"
        file.actions.append(ImportedAction(name, action.do, action.when, inherit=True, exclusive=group))
    for each in file.actions:
        each.enabled = one.enabled
    return file


def _with_headers(config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, with headers as an object of names whose values are secrets."""
    headers = config.get("headers")
    if not isinstance(headers, list):
        return dict(config)
    names = [one.get("from") for one in headers if isinstance(one, dict)]
    secrets = {
        name: {"secret": f"HEADER_{slug_of(name).replace('-', '_').upper()}"}
        for name in names
        if name and isinstance(name, str)
    }
    return {**config, "headers": secrets}


def _filter(config: Mapping[str, Any]) -> dict[str, Any]:
    """What is joined into all actions: the events that it lets through. Its lists are about track events alone."""
    given = {plain(name): value for name, value in config.items()}
    option = given.get(plain("eventFilteringOption"))
    nested = given.get(plain("eventFiltering"))
    if isinstance(nested, list) and nested and isinstance(nested[0], dict):
        # As Terraform has it: one block with either list.
        given |= {plain(f"{name}edEvents"): value for name, value in nested[0].items() if value}
        option = next((f"{name}edEvents" for name in ("whitelist", "blacklist") if nested[0].get(name)), None)
    names = _names(given.get(plain(option))) if isinstance(option, str) else []
    if option == "whitelistedEvents":
        return {"when": {"any": [{"type": {"is_not": "track"}}, {"trim(event)": names or ["no event"]}]}}
    if option == "blacklistedEvents" and names:
        return {"when": {"none": [{"type": "track", "trim(event)": names}]}}
    return {}


def _names(listed: Any) -> list[str]:
    values = [one.get("eventName") if isinstance(one, dict) else one for one in _list(listed)]
    return list(dict.fromkeys(one.strip() for one in values if isinstance(one, str) and one.strip()))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _events(config: Mapping[str, Any], names: Names, file: ImportedFile) -> Iterator[ImportedAction]:
    """An action for each event that is sent as another one."""
    taken: set[str] = set()
    for one in (each for name in RENAMED for each in _list(config.get(name))):
        given, wanted = (one.get("from"), one.get("to")) if isinstance(one, dict) else (None, None)
        if not (isinstance(given, str) and given.strip() and isinstance(wanted, str) and wanted):
            continue
        do = names.events.get(wanted)
        if do is None:
            file.todo.append(f"{given} is sent as {wanted}, which has no counterpart here")
            continue
        when = {"type": "track", "trim(event)": {"is": given.strip(), "ignore_case": True}}
        name = free_name(f"{given.strip()} as {wanted}", taken)
        yield ImportedAction(name, do, when, inherit=True, exclusive="track")


def _left(one: Destination, names: Names) -> Iterator[str]:
    here: dict[str, Any] = {}
    for name, value in one.config.items():
        if _is_from_elsewhere(value):
            yield f"the setting {name} comes from {value}; set it here"
        elif plain(name) in CONSENT and value:
            yield f"{name}: write the consent that is needed as a condition under defaults:"
        else:
            here[name] = value
    yield from not_carried_over(names, here, ITS_OWN)
    yield from one.trouble
    if one.is_transformed:
        yield "its transformation is code, and not carried over: say in map: what it does"


def _is_from_elsewhere(value: Any) -> bool:
    return isinstance(value, str) and FROM_ELSEWHERE.fullmatch(value.strip()) is not None
