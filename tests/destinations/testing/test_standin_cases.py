"""What the cases of a destination send, the stand-in of its vendor takes."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases import Case, read_cases
from actions.plan.build import build_plan
from actions.run.preview import preview
from destinations.delivery.wire.writing import as_request
from destinations.registry import load_registry
from destinations.sdk import Request, Write
from destinations.testing.shipped_vendors import shipped_vendors
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.destinations.played import said

ROOT = Path(__file__).parents[3] / "destinations"
REGISTRY = load_registry()
VENDORS = shipped_vendors()


def cases_that_send() -> Iterator[Case]:
    for name in REGISTRY.names():
        for case in read_cases((ROOT / name / "cases.yaml").read_text(), f"{name}/cases.yaml", name):
            if "fails" not in case.expected:
                yield case


def requests_of(case: Case) -> list[Request]:
    report = Report()
    plan = build_plan(load_mapping_file(json.dumps(case.file), "case", report), REGISTRY, report, lambda _: None)
    decisions = decide(case.event, plan, Context(case.now))
    built = [request for one in decisions for request in preview(one, plan)[1]]
    return [as_request(one) if isinstance(one, Write) else one for one in built]


@pytest.mark.parametrize("case", list(cases_that_send()), ids=lambda case: f"{case.file['destination']}: {case.name}")
def test_the_vendor_takes_what_a_case_sends(case: Case) -> None:
    for request in requests_of(case):
        host = urlsplit(request.url).hostname or ""
        answer = said(next(vendor for vendor in VENDORS if vendor.serves(host)), request, case.now)
        assert (answer.status // 100, answer.refusals) == (2, ()), answer.body
