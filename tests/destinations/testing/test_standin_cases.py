"""What the cases of a destination send, the stand-in of its vendor takes."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from actions.kit.cases import Case
from destinations.delivery.wire.writing import as_request
from destinations.sdk import Write
from destinations.testing.shipped_vendors import shipped_vendors
from tests.destinations.acceptance.built_in import NAMES, cases_of, sent_by
from tests.destinations.played import said

VENDORS = shipped_vendors()


def cases_that_send() -> Iterator[Case]:
    for name in NAMES:
        for case in cases_of(name):
            if "fails" not in case.expected:
                yield case


@pytest.mark.parametrize("case", list(cases_that_send()), ids=lambda case: f"{case.file['destination']}: {case.name}")
def test_the_vendor_takes_what_a_case_sends(case: Case) -> None:
    for sent in sent_by(case):
        request = as_request(sent) if isinstance(sent, Write) else sent
        host = urlsplit(request.url).hostname or ""
        answer = said(next(vendor for vendor in VENDORS if vendor.serves(host)), request, case.now)
        assert (answer.status // 100, answer.refusals) == (2, ()), answer.body
