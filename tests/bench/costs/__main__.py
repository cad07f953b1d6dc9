"""Runs one of the questions: `python -m tests.bench.costs growth 5`."""

import json
import sys
from importlib import import_module


def main() -> None:
    name, rounds = sys.argv[1:]
    print(json.dumps(import_module(f"tests.bench.costs.{name}").measure(int(rounds))))


if __name__ == "__main__":
    main()
