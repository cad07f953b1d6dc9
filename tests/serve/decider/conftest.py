"""One decider for all who ask it something."""

from collections.abc import Iterator

import pytest

from tests.actions.delivery.crashing import server
from tests.serve.decider.running import CANARY, DeciderProcess, event, events_read, project, record, running, write


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeciderProcess]:
    folder = tmp_path_factory.mktemp("admin")
    file = project(folder, ["shop", "ads"], consent={"categories": {"Advertising": ["ads"]}})
    refused = record({"type": "track", "userId": CANARY}, code="no_name", message="a track needs a name")
    person = {"traits": {"email": f"{CANARY}@example.com"}, "consent": {"categoryPreferences": {}}}
    write(folder, [record(event(1, userId=CANARY, context=person)), refused, record(event(2)), record(event(2))])
    with server(folder, wait=0.0) as url, running(url, file) as process:
        process.wait_for(lambda state: events_read(state) == 4)
        yield process
