"""`python -m tests.soak.contracts`: holds each built-in destination against the whole contract, also elsewhere."""

import sys

from actions.kit.contract import contract_of, read_subject
from destinations.registry import load_registry


def main() -> None:
    """Print each breach, and end with status 1 where there is one."""
    registry, broken = load_registry([]), 0
    for name in registry.names():
        for check in contract_of(read_subject(name, registry)):
            for reported in check.run():
                broken += 1
                print(f"{name}: {check.name}: {reported}")
    print(f"{len(registry.names())} destinations, {broken} breaches")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
