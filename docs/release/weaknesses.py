"""What is publicly known of weaknesses in what is installed; needs the network."""

import json
import os
import subprocess
import sys
from typing import Any, NamedTuple

# The public lists, in the order in which they are asked: the second where the first does not know all packages.
LISTS = {"pypi": "PyPI", "osv": "OSV"}
OURS = "distribution marked as editable"
# What an audit ends with.
NOTHING_KNOWN, SOME_KNOWN, NOT_ANSWERED = 0, 1, 2


class Audited(NamedTuple):
    """What a list said: weaknesses as lines of text, and the packages of which it said nothing."""

    known: list[str]
    unanswered: list[str]
    answered: int


def audit() -> int:
    """0 where nothing is known, 1 where something is, 2 where no list answered for all packages.

    What was found is printed. `PIP_AUDIT_OSV_URL` in the environment names a copy of OSV, such as one in a
    company.
    """
    why = []
    for service, name in LISTS.items():
        command = (sys.executable, "-m", "pip_audit", "--skip-editable", "-f", "json", "-s", service)
        environment = os.environ | {"PIP_AUDIT_PROGRESS_SPINNER": "off", "PIP_AUDIT_DESC": "off"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        found = read_report(done.stdout)
        if found is None:
            why.append(f"{name} cannot be asked: {_last_line(done.stderr)}")
        elif found.known:
            print("\n".join(found.known))
            return SOME_KNOWN
        elif found.unanswered:
            why.append(f"{name} says nothing of {shown(found.unanswered)}")
        else:
            print(f"{name} knows no weakness of the {found.answered} packages that are installed")
            return NOTHING_KNOWN
    print("no audit: " + "\n          ".join(why), file=sys.stderr)
    return NOT_ANSWERED


def read_report(text: str) -> Audited | None:
    """What a report of pip-audit says; None where it is none, as when the list could not be asked."""
    try:
        packages: list[dict[str, Any]] = json.loads(text)["dependencies"]
    except (ValueError, KeyError):
        return None
    asked = [one for one in packages if one.get("skip_reason") != OURS]
    answered = [one for one in asked if "skip_reason" not in one]
    known = [_line(one, weakness) for one in answered for weakness in one["vulns"]]
    return Audited(known, [one["name"] for one in asked if "skip_reason" in one], len(answered))


def shown(names: list[str], most: int = 5) -> str:
    """The names, or the first of them and how many more there are.

    >>> shown(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = len(names) - most
    return f"{', '.join(names[:most])} and {more} more" if more > 0 else ", ".join(names)


def _line(package: dict[str, Any], weakness: dict[str, Any]) -> str:
    names = ", ".join([weakness["id"], *weakness.get("aliases", ())])
    mended = ", ".join(weakness["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']}: {names}; mended in {mended}"


def _last_line(text: str) -> str:
    """The end of an error, which says what it was about."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
