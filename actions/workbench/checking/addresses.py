"""Addresses in settings to which deliveries do not go."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qsl, urlsplit

from actions.credentials import holds_secret
from actions.plan.planned import Instance
from mappings.findings.diagnostic import Diagnostic

PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
ALLOW = "allow_private"


def check_addresses(instance: Instance) -> Iterator[Diagnostic]:
    """W401: a secret among what a URL asks. W404: a URL on a private network that the settings do not name."""
    settings = instance.settings
    for name in settings.shown.model_fields_set:
        value = getattr(settings.shown, name)
        if isinstance(value, str) and (key := _key_in(value)):
            message = f"{key} in this address is a secret, and everyone who reads this file sees it"
            hint = "send it as a header instead: headers: {X-Api-Key: {secret: NAME}}"
            yield Diagnostic("W401", message, hint, settings.spot.at(name).place)
        address = _numeric(value) if isinstance(value, str) else None
        if address is None:
            continue
        # Most settings hold no numeric address.
        from destinations.delivery.wire.address_guard import HTTP_PORTS, is_allowed, read_networks

        if not is_allowed(address, HTTP_PORTS[0], read_networks(settings.shown.private_networks())):
            message = (
                f"{urlsplit(value).hostname} is on a private network, where nothing is delivered unless it is named"
            )
            takes_it = ALLOW in type(settings.shown).model_fields
            hint = f"add {ALLOW}: [{_network(address)}] under settings:" if takes_it else "name a public address"
            yield Diagnostic("W404", message, hint, settings.spot.at(name).place)


def _key_in(value: str) -> str | None:
    """The name in an address's query whose value is a secret, if one is."""
    if not value.startswith(("http://", "https://")):
        return None
    try:
        query = parse_qsl(urlsplit(value).query)
    except ValueError:
        return None
    return next((name for name, held in query if holds_secret(name) and held), None)


def _numeric(value: str) -> str | None:
    """The address that a URL names by its digits, or as `localhost`; None for all others."""
    if not value.startswith(("http://", "https://")):
        return None
    try:
        host = urlsplit(value).hostname or ""
        if host == "localhost" or host.endswith(".localhost"):
            return "127.0.0.1"
        return str(ip_address(host))
    except ValueError:
        return None


def _network(address: str) -> str:
    number = ip_address(address)
    return next(
        (one for one in PRIVATE if number.version == ip_network(one).version and number in ip_network(one)), address
    )
