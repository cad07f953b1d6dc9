"""Events whose key was unknown when they came, taken in once a source has it."""

from collections.abc import Collection

from actions.serve.http.answers import ProblemError
from actions.serve.http.events.split import split
from actions.serve.http.paths import Kind, Route
from actions.serve.http.receive import Around, records_of
from actions.serve.http.service import Service

REQUEST, DONE = "adopt", "adopted"


async def adopt(service: Service, digests: Collection[str]) -> int:
    """How many events were taken in of those kept with these keys; those of keys that no source has stay."""
    known = {one for one in digests if service.table.find_digest(one) is not None}
    taken = 0
    for kept in service.unknown.of(known):
        source = service.table.find_digest(kept.message)
        assert source is not None  # noqa: S101 - only such were asked for
        try:
            body = split(kept.body, service.settings.limits.events)
        except ProblemError:
            continue
        route = Route("POST", "", Kind.EVENTS, kept.type)
        around = Around(route, kept.received, "", kept.user_agent, "")
        records, rejected = records_of(service, source, around, body)
        await service.journal.append(records)
        counters = service.counters
        counters.received[source.name] += len(records)
        counters.accepted[source.name] += len(records) - len(rejected)
        for one in rejected:
            counters.refused[source.name, one.code] += 1
        taken += len(records) - len(rejected)
    if known:
        service.unknown.drop(known)
    service.counters.adopted += taken
    return taken
