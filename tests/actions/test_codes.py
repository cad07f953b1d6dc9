"""The codes of findings, which two tables share."""

from actions.codes import OWN_CODES
from mappings.findings.codes import CODES as MAPPING_CODES


def test_no_code_has_two_meanings() -> None:
    assert not set(OWN_CODES) & set(MAPPING_CODES)
