"""The instances of a project with their secrets, as lanes need them."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from actions.kit.secret_providers import SecretProviderError, secret_lookup
from actions.plan.plan import Plan
from actions.settings.settings import MissingReferenceError
from destinations.delivery.workers import Tool


def tools_of(
    plan: Plan,
    environ: Mapping[str, str] | None = None,
    instances: Collection[str] | None = None,
    folder: Path = Path(),
) -> dict[str, Tool]:
    """The instances, or those named; secrets are looked up in `environ` or the process's, then with the providers.

    Paths in files are those from `folder` on.

    MissingReferenceError names those that are set nowhere, LookupError a name that no instance has.
    """
    if isinstance(instances, str):
        instances = [instances]
    unknown = sorted(set(instances or ()) - plan.instances.keys())
    if unknown:
        raise LookupError(f"no instance is named {unknown[0]}; there are {', '.join(plan.instances)}")
    lookup = (os.environ if environ is None else environ).get
    secrets = secret_lookup(lookup)
    tools, missing = {}, []
    for name, instance in plan.instances.items():
        if instances is not None and name not in instances:
            continue
        try:
            settings = instance.settings.resolve(lookup, secrets)
        except (MissingReferenceError, SecretProviderError) as error:
            missing.append(f"{name}: {error}")
            continue
        how = instance.delivering
        tools[name] = Tool(
            settings,
            {one.name: one for one in instance.destination.action_types},
            by_person=how.order == "user",
            most_waiting=how.most_waiting,
            most_bytes=how.most_bytes,
            linger=how.linger or 0.0,
            ca_file=folder / how.ca_file if how.ca_file else None,
        )
    if missing:
        raise MissingReferenceError("; ".join(missing))
    return tools
