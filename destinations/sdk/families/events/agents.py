"""Browser, system and device of a user agent, for tools that read no agent of a server's events."""

from functools import lru_cache
from typing import Final

from msgspec import Struct

# People come again and again with the same browsers; the rest is read anew.
MOST_AGENTS: Final = 8192


class Agent(Struct, frozen=True):
    """What is known; None for what the agent does not say."""

    browser: str | None = None
    browser_version: str | None = None
    system: str | None = None
    system_version: str | None = None
    brand: str | None = None
    device: str | None = None
    kind: str | None = None
    is_program: bool = False


# What the parser calls the device of bots and of libraries for HTTP, which is not a device of a person.
PROGRAM: Final = "Spider"
DESKTOPS: Final = ("Windows NT", "Macintosh", "X11")
UNKNOWN: Final = Agent()


def agent_of(text: str | None) -> Agent:
    """What the user agent says.

    >>> agent_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0")
    Agent(browser='Firefox', browser_version='127.0', system='Windows', system_version='10', brand=None, device=None,
          kind='desktop', is_program=False)
    >>> agent_of("Python-urllib/3.11").device is None
    True
    """
    return _read(text) if text else UNKNOWN


@lru_cache(maxsize=MOST_AGENTS)
def _read(text: str) -> Agent:
    # On the first agent: the patterns take a fifth of a second, and most destinations need none.
    from ua_parser import parse

    read = parse(text)
    browser, system, device = read.user_agent, read.os, read.device
    is_program = device is not None and device.family == PROGRAM
    if is_program:
        device = None
    return Agent(
        browser.family if browser else None,
        _dotted(browser.major, browser.minor) if browser else None,
        system.family if system else None,
        _dotted(system.major, system.minor) if system else None,
        device.brand if device else None,
        device.family if device else None,
        _kind(text) if browser and not is_program else None,
        is_program,
    )


def _kind(text: str) -> str | None:
    """Which kind of device it is: phones call themselves mobile, and tablets with Android do not."""
    if "iPad" in text or "Tablet" in text or ("Android" in text and "Mobi" not in text):
        return "tablet"
    if "Mobi" in text:
        return "mobile"
    return "desktop" if any(system in text for system in DESKTOPS) else None


def _dotted(*parts: str | None) -> str | None:
    return ".".join(part for part in parts if part) or None
