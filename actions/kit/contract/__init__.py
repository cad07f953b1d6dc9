"""The contract: what every destination keeps to, one check for each clause.

    for check in contract_of("acme", load_registry()):
        for finding in check.run():
            print(f"{check.name}: {finding}")

Most checks work on the payloads that the destination's own `cases.yaml` give, so a type of action that has no case
is hardly checked. `actions plugin check` and the pytest plugin run the same list.

- `manifest.py`: names, texts, limits, settings that are secrets
- `defaults.py`: `defaults.yaml`
- `case_table.py`: `cases.yaml`
- `building.py`: `build` is pure, keeps the order, and covers every payload; `watch.py` sees what it touches
- `secrecy.py`: made-up secrets turn up nowhere
- `answers.py`: `judge` bears any answer
- `hostile.py`: the cases' events with what nobody should send
"""

from actions.kit.contract.check import Check
from actions.kit.contract.contract import contract_of
from actions.kit.contract.subject import Subject, read_subject

__all__ = ["Check", "Subject", "contract_of", "read_subject"]
