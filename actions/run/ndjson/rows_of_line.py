"""From the line of an event to the rows of its payloads, where there is nothing to explain: for senders."""

from collections.abc import Mapping

from actions.event.context import Context
from actions.plan.compiled.output import Ready
from actions.plan.plan import Plan
from actions.run.ndjson.read_row import read_row
from destinations.sdk.settings import Settings


def rows_of_line(row: bytes, plan: Plan, context: Context, settings: Mapping[str, Settings]) -> list[Ready] | None:
    """The rows of each action that fires, in the order of the files, with no decision made.

    None where only decisions can say what happens, or an action type has no rows. `settings` are those of each
    instance. The row is UTF-8. Of one without a backslash no more is looked at than the actions read.
    """
    try:
        found = read_row(row, plan, context.now, plan.projected_rows, plan.rows)
        return None if found is None else found.function(found.event, found.hour, settings)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None
