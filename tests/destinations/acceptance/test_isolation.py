"""One event through all destinations at once: one that fails changes no byte of what the others get."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from actions import Context, Project
from actions.kit.cases import standard_events
from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.sdk import ActionType, Sent
from destinations.testing import Answer, Call, Fault, StandIn, Vendor
from destinations.testing.shipped_vendors import shipped_vendors
from tests.destinations.acceptance.built_in import NAMES, cases_of

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
IMPATIENT = RetryPolicy(base=0.001, attempts=2, max_age=0.0)
# By destination: what came to its host, byte for byte.
Received = dict[str, list[tuple[str, str, Mapping[str, str], bytes]]]
Spoil = Callable[[ActionType], ActionType]
VENDORS = shipped_vendors()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which each destination has the action of its case of a completed order."""
    folder = tmp_path_factory.mktemp("all")
    for name in NAMES:
        case = next(one for one in cases_of(name) if one.of == "order_completed")
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(case.file), encoding="utf-8")
    return Project.load(folder)


@pytest.fixture(scope="module")
def undisturbed(project: Project) -> tuple[Received, set[str]]:
    """What all get where none fails, and who is satisfied then."""
    return deliver(project)


def deliver(
    project: Project, broken: str = "", spoil: Spoil = replace, faults: Sequence[Fault] = (), host: str = ""
) -> tuple[Received, set[str]]:
    """What came to whom, and whose delivery was taken; `broken` has its action type spoilt, and faults at its host."""
    received: Received = defaultdict(list)

    def listening(vendor: Vendor) -> Vendor:
        def answer(call: Call) -> Answer:
            # The stand-in's own address, and what is signed anew whenever it is sent, each run has another one of.
            signed = call.headers.get("authorization", "").startswith(("OAuth ", "AWS4-"))
            own = {"host", "authorization", "x-amz-date"} if signed else {"host"}
            headers = {name: text for name, text in call.headers.items() if name not in own}
            received[vendor.name].append((call.host, f"{call.method} {call.path} {call.query}", headers, call.body))
            return vendor.answer(call)

        return replace(vendor, answer=answer)

    async def run() -> set[str]:
        settings = {name: one.settings.resolve(secret) for name, one in project.plan.instances.items()}
        async with StandIn([listening(one) for one in VENDORS], now=lambda: NOW.now) as standin:
            standin.fail(host, faults)
            async with Deliverer(settings, divert=standin.url, policy=IMPATIENT) as deliverer:
                done = await deliverer.deliver(deliveries(project, broken, spoil))
        return {one.delivery.instance for one in done if isinstance(one.outcome, Sent)}

    taken = asyncio.run(run())
    return received, taken


def deliveries(project: Project, broken: str, spoil: Spoil) -> list[Delivery]:
    """What the event becomes at each destination."""
    found = []
    for one in project.decide(standard_events()["order_completed"], NOW):
        assert one.instance, one
        assert one.type, one
        assert one.payload, one
        assert one.delivery_id, one
        action_type = project.plan.instances[one.instance].destination.action_type(one.type)
        assert action_type
        spoilt = spoil(action_type) if one.instance == broken else action_type
        found.append(Delivery(one.delivery_id, one.instance, spoilt, one.payload))
    return found


def secret(name: str) -> str:
    """The name itself; of the one secret that is an address, an address."""
    return "https://hooks.slack.com/services/T1/B1/x" if name == "SLACK_WEBHOOK" else name


def raising(*_: Any) -> Any:
    raise KeyError("a mistake of the plugin's author")


def seven(*_: Any) -> Any:
    return 7


def test_each_vendor_takes_what_its_destination_sends(undisturbed: tuple[Received, set[str]]) -> None:
    assert (set(undisturbed[0]), undisturbed[1]) == (set(NAMES), set(NAMES))


# How a destination or its tool may fail: what is spoilt of its action type, and what its tool answers.
WAYS: dict[str, tuple[Spoil, Sequence[Fault]]] = {
    "its servers are broken": (replace, [500] * 9),
    "its connections break": (replace, ["reset"] * 9),
    "it refuses the credentials": (replace, [401]),
    "its answer is not JSON": (replace, [Answer(200, body=b"\xff{")]),
    "its build raises": (lambda one: replace(one, build=raising, rows=None, request=None), []),
    "its build returns no request": (lambda one: replace(one, build=seven, rows=None, request=None), []),
    "its judge raises": (lambda one: replace(one, judge=raising), []),
    "its batch key raises": (lambda one: replace(one, batch_key=raising), []),
}
# Each destination fails in two of the eight ways in `make test`, and in the others in `make soak`.
FAILURES = [
    pytest.param(broken, way, id=f"{broken}: {way}", marks=[] if (number + other) % 4 == 0 else [pytest.mark.slow])
    for number, broken in enumerate(NAMES)
    for other, way in enumerate(WAYS)
]


@pytest.mark.parametrize(("broken", "way"), FAILURES)
def test_one_that_fails_changes_no_byte_of_what_the_others_get(
    project: Project, undisturbed: tuple[Received, set[str]], broken: str, way: str
) -> None:
    (whole, _), (spoil, faults) = undisturbed, WAYS[way]
    received, taken = deliver(project, broken, spoil, faults, whole[broken][0][0])
    assert without(broken, received) == without(broken, whole)
    assert taken | {broken} == set(NAMES)


def without(name: str, received: Received) -> Received:
    return {one: calls for one, calls in received.items() if one != name}
