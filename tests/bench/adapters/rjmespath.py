"""rjmespath, the JMESPath of Rust. It takes JSON text only, so there is no figure for the engine alone.

One object of all fields per action, so that the text is parsed once for the trigger and once for the fields.
"""

import importlib
from collections.abc import Sequence

import orjson

from tests.bench.adapter import Engine
from tests.bench.in_jmespath import in_jmespath
from tests.bench.workloads import Action

NAME = "rjmespath"


def prepare(actions: Sequence[Action]) -> Engine:
    rjmespath = importlib.import_module("rjmespath")
    compiled = [
        (
            one.name,
            rjmespath.compile(one.trigger),
            rjmespath.compile(f"{{{', '.join(f'{key}: {text}' for key, text in one.fields.items())}}}"),
        )
        for one in in_jmespath(actions)
    ]

    def run_lines(data: bytes) -> bytes:
        written = []
        for line in data.splitlines():
            text = line.decode()
            for name, trigger, fields in compiled:
                if trigger.search(text):
                    payload = {key: value for key, value in fields.search(text).items() if value is not None}
                    written.append(orjson.dumps({"action": name, "payload": payload}))
        return b"\n".join(written) + b"\n"

    return Engine(None, run_lines)
