"""How a row of a run reads: requests by method and host, rows by their target."""

import pytest

from actions.cli.run.rows_text import Look, row_text
from actions.decision import Fired
from actions.reading.lines import Line
from actions.run.results import Row
from destinations.sdk import Request, Write
from destinations.sdk.destination import Sendable
from destinations.sdk.payload import Payload


@pytest.mark.parametrize(
    ("request_", "head", "body"),
    [
        pytest.param(
            Request.post("https://a.example/in?k=1", json=[1]), "POST a.example/in", "[\n      1\n    ]", id="a request"
        ),
        pytest.param(
            Write.of("postgres", "shop.tracks", [{"id": 1}]), "WRITE postgres:shop.tracks", '"id": 1', id="rows"
        ),
    ],
)
def test_where_a_payload_would_go(request_: Sendable, head: str, body: str) -> None:
    row = Row(Line("-", 1, {}, 0), Fired("m", "shop", "all", "track", "d", Payload(), ""), (request_,))
    assert row_text(row, Look()).splitlines()[0] == f"-:1  shop.all  {head}"
    assert body in row_text(row, Look(requests=True))
