"""The last line of a run that delivers, and of `actions deliver`."""

from collections import Counter
from io import StringIO

import pytest
from rich.console import Console

from actions.cli.run.report import print_tally
from actions.run.summary.tally import ActionTally, Tally

NO_ROOM = Counter(["no room"])


@pytest.mark.parametrize(
    ("one", "waiting", "reads", "message"),
    [
        pytest.param(ActionTally(3, 3), 0, True, "3 events, 3 payloads. 3 of 3 deliveries arrived.", id="all"),
        pytest.param(ActionTally(3, 1), 2, True, "3 events, 3 payloads. 1 of 3 deliveries arrived.", id="some wait"),
        pytest.param(
            ActionTally(3, 5), 0, True, "3 events, 3 payloads. 5 of 5 deliveries arrived.", id="some of an earlier run"
        ),
        pytest.param(
            ActionTally(3, passed_over=Counter(repeated=2, suppressed=1)),
            0,
            True,
            "3 events, 3 payloads. Nothing new to deliver. 2 were accepted before, in the last 24 hours: --again sends "
            "them. 1 are of people of whom nothing is accepted.",
            id="none is new",
        ),
        pytest.param(ActionTally(0, 178), 0, False, "178 of 178 deliveries arrived.", id="nothing was to be read"),
        pytest.param(
            ActionTally(0, 0, rejected=NO_ROOM), 0, False, "0 of 1 deliveries arrived.", id="what was refused counts"
        ),
        pytest.param(ActionTally(), 0, False, "Nothing new to deliver.", id="nothing waited"),
    ],
)
def test_the_last_line_says_how_many_arrived_of_how_many(
    one: ActionTally, waiting: int, reads: bool, message: str
) -> None:
    out = Console(file=StringIO(), width=200)
    print_tally(Tally(events=3, actions={"crm.a": one}), out, sent=True, waiting=waiting, reads=reads)
    lines = out.file.getvalue().splitlines()  # type: ignore[attr-defined] # the file above
    assert lines[-1] == message
    assert ("fired" in lines[1]) == reads
