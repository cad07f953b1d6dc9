"""What a destination declares: names, texts, limits, which settings are secrets."""

import re
from collections.abc import Callable, Iterator
from inspect import Parameter, signature

from pydantic import BaseModel

from actions.kit.contract.subject import Subject, built
from actions.settings.explain_settings import takes_secret
from destinations.registry import PluginError
from destinations.sdk.destination import ActionType
from destinations.sdk.request import Request

SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SECRET = re.compile(r"(^|_)(token|secret|password|passphrase|api_key|private_key|secret_key)$")
# Titles that are words of everybody's.
PLAIN_WORDS = {"Webhook", "Files"}
MOST_ITEMS, MOST_BYTES = 100_000, 500_000_000


def find_odd_names(subject: Subject) -> list[str]:
    """Names that could not stand in a mapping file, and action types that share one."""
    one = subject.destination
    names = [kind.name for kind in one.action_types]
    found = [
        f'"{name}" is not a name; write lower-case letters, digits and _'
        for name in (one.name, *names)
        if not _slug(name)
    ]
    found += [
        f"two action types are called {name}" for name in sorted({name for name in names if names.count(name) > 1})
    ]
    return found if names else [*found, "it has no action type; what should an action do with it?"]


def find_missing_texts(subject: Subject) -> list[str]:
    """Titles, help and descriptions that are not there."""
    return [f"{what} has no text" for what, text in _texts(subject) if not text.strip()]


def find_foreign_titles(subject: Subject) -> list[str]:
    """Texts that speak of another destination, as those that were copied do."""
    own = subject.destination
    titles = [title for title in _other_titles(subject) if title not in (own.title, *own.names, *PLAIN_WORDS)]
    return [
        f"{what} speaks of {title}: {text}"
        for what, text in _texts(subject)
        for title in titles
        if re.search(rf"(?<!\w){re.escape(title)}(?!\w)", text)
    ]


def find_odd_limits(subject: Subject) -> list[str]:
    """Limits that no tool has, and an account that would have several rates."""
    kinds = subject.destination.action_types
    found = [f"{kind.name}: {finding}" for kind in kinds for finding in _odd_limits(kind)]
    rates = {kind.limits.requests_per_second: kind.name for kind in kinds if kind.limits.rate_of == "account"}
    if len(rates) > 1:
        said, names = (" and ".join(map(str, some)) for some in (rates, rates.values()))
        found.append(f"{names} say {said} requests per second of one account; write the account's rate in both")
    return found


def find_open_secrets(subject: Subject) -> list[str]:
    """Settings that are secrets by their name but print their value."""
    model = subject.destination.settings
    named = [name for name in model.model_fields if SECRET.search(name)]
    return [
        f"the setting {name} is a plain text; make it SecretStr" for name in named if not takes_secret(model, (name,))
    ]


def find_shared_defaults(subject: Subject) -> list[str]:
    """Functions with a parameter whose default is shared by all calls."""
    return [
        f"{kind.name}: {what} has a {type(one.default).__name__} as the default of {one.name}, which all calls share; "
        "write None there"
        for kind in subject.destination.action_types
        for what, function in (
            *(("rows", kind.rows), ("request", kind.request), ("build", kind.build)),
            *(("judge", kind.judge), ("batch_key", kind.batch_key)),
        )
        if function is not None
        for one in _parameters(function)
        if isinstance(one.default, list | dict | set)
    ]


def find_plain_addresses(subject: Subject) -> list[str]:
    """Requests that go out unencrypted, though no setting says so."""
    found = []
    for one in subject.groups:
        said = one.settings.shown.model_dump_json()
        for request in built(one.action_type, one.payloads, one.settings.shown):
            if isinstance(request, Request) and request.url.startswith("http://") and "http://" not in said:
                host = request.url.split("/")[2]
                found.append(f"{one.action_type.name}: a request goes to http://{host}; write https://")
    return found


def _parameters(function: Callable[..., object]) -> list[Parameter]:
    try:
        return list(signature(function).parameters.values())
    except (TypeError, ValueError):
        return []


def _slug(name: str) -> bool:
    return SLUG.fullmatch(name) is not None


def _texts(subject: Subject) -> Iterator[tuple[str, str]]:
    """What each text is of, and the text."""
    one = subject.destination
    yield "its title", one.title
    yield "its help", one.help
    yield from _descriptions("the setting", one.settings)
    for kind in one.action_types:
        yield f"the help of {kind.name}", kind.help
        yield from _descriptions(f"the field {kind.name}:", kind.payload)


def _descriptions(what: str, model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, info in model.model_fields.items():
        yield f"{what} {name}", info.description or ""


def _other_titles(subject: Subject) -> Iterator[str]:
    for name in subject.registry.names():
        try:
            plugin = subject.registry.find(name)
        except PluginError:
            continue  # It is somebody else's plugin that cannot be loaded.
        if plugin is not None and plugin.destination.name != subject.destination.name:
            yield plugin.destination.title


def _odd_limits(kind: ActionType) -> Iterator[str]:
    limits = kind.limits
    for name, value, most in (("items", limits.items, MOST_ITEMS), ("bytes", limits.bytes, MOST_BYTES)):
        if value > most:
            yield f"its limit {name} is {value}; write a number from 1 to {most}"
