"""The contract: what every destination keeps to, one check for each clause.

    for check in contract_of("acme", load_registry()):
        for finding in check.run():
            print(f"{check.name}: {finding}")

Most checks work on the payloads that the destination's own `cases.yaml` give, so a type of action that has no case
is hardly checked. `actions plugin check` and the pytest plugin run the same list.

- `declared/`: names, texts, limits, settings that are secrets; `defaults.yaml`; `cases.yaml`
- `building/`: `build` is pure, keeps the order, covers every payload and every cent; `watch.py` sees what it touches
- `processes/`: what other processes make of it, and what importing it does
- `functions.py`: what else the package brings
- `secrecy.py`: made-up secrets turn up nowhere
- `judging/`: `judge` bears any answer, and takes no failure for a success
- `hostile.py`: the cases' events with what nobody should send
- `notes.py`: what is no breach, and worth a thought
"""

from actions.kit.contract.check import Check
from actions.kit.contract.contract import contract_of
from actions.kit.contract.notes import notes_of
from actions.kit.contract.subject import Subject, read_subject

__all__ = ["Check", "Subject", "contract_of", "notes_of", "read_subject"]
