"""An error hides nothing else: neither of its own action, nor of the file's tests."""

from actions.project import check_texts
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all

FILE = """\
version: 1
destination: mixpanel
settings: {project_token: {secret: T}}
actions:
  - name: Bad condition
    do: purchase
    when: event == "X"
    map:
      currency: properties.curency
  - name: Bad option
    do: purchase
    map:
      revenue: {from: properties.totl, as: dat}
      properties.a: context.campain.name
  - name: Bad field
    do: track
    map:
      propertis.a: properties.curency
    tests: []
tests:
  - name: a test
    given: {type: track}
    expct: nothing
"""


def test_every_finding_is_reported_beside_the_errors() -> None:
    seen = Evidence(is_record=True)
    for _ in range(30):
        about = {"total": 5, "currency": "EUR"}
        seen.add({"type": "track", "event": "Order Completed", "userId": "u", "properties": about})
    found = find_all(check_texts({"mappings/shop.yaml": FILE}, environ={}), seen)
    messages = [(one.place.line, one.code, one.fix) for one in found if one.place]
    assert messages == [
        (7, "E210", "="),
        (9, "W305", "properties.currency"),
        (13, "W305", "properties.total"),
        (13, "E123", "date"),
        (14, "W307", "campaign"),
        (18, "E342", "properties"),
        (18, "W305", "properties.currency"),
        (19, "E120", None),
        (23, "E140", None),
    ]
    assert [one.hint for one in found if one.place and one.place.line == 19] == [
        "tests: belongs beside actions:, at column 1"
    ]
