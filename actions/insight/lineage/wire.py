"""Where in requests the fields of payloads stand: learned by building a request without each of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from actions.decision import Decision, Fired
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.insight.diff.values import differences
from actions.insight.lineage.ways import Way, show_way
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from destinations.sdk.destination import BuildError

# By action, and by field of the payload itself.
Wire = dict[tuple[str, str], set[str]]
# Payloads of an action that are looked at: each has other fields.
MOST_PAYLOADS = 20


def wire_of(plan: Plan, events: Iterable[Any], context: Context) -> Wire:
    """Where in requests each field of the payloads is that these events lead to; nothing of fields that none has."""
    actions = {one.key: one for one in plan.actions}
    seen: dict[str, int] = {}
    found: Wire = {}
    for value in events:
        event = read_event(value, context)
        for one in () if isinstance(event, Refused) else decide_event(event, plan):
            key = f"{one.instance}.{one.action}"
            if not isinstance(one, Fired) or seen.get(key, 0) >= MOST_PAYLOADS:
                continue
            seen[key] = seen.get(key, 0) + 1
            for field, ways in _of_payload(actions[key], one):
                found.setdefault((key, field), set()).update(map(show_way, ways))
    return found


def in_requests(wire: Wire, action: PlannedAction, target: Way) -> list[str]:
    """Where in requests the field stands, or the one that it is inside of."""
    return sorted(wire.get((action.key, str(target[0])), ())) if target else []


def _of_payload(action: PlannedAction, decision: Decision) -> Iterator[tuple[str, set[Way]]]:
    payload = decision.payload
    whole = None if payload is None else _requests(action, payload)
    if payload is None or whole is None:
        return
    for name in decision.payload_fields() or {}:
        without = _requests(action, payload.model_copy(update={name: _default(payload, name)}))
        if without is not None:
            yield name, {way for way, _, __ in differences(whole, without)}


def _default(payload: Any, name: str) -> Any:
    info = type(payload).model_fields.get(name)
    return None if info is None or info.is_required() else info.get_default(call_default_factory=True)


def _requests(action: PlannedAction, payload: Any) -> Any:
    """The address and the body of what is sent of the payload; None where there can be no request."""
    try:
        made = action.action_type.requests([payload], action.instance.settings.shown)
    except BuildError:
        return None
    shown = [one.shown() for one in made if hasattr(one, "shown")]
    bodies = [{name: one.get(name) for name in ("url", "body")} for one in shown]
    return bodies[0] if len(bodies) == 1 else bodies or None
