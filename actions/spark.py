"""Decisions about DataFrames of Spark, made where their partitions are.

    from actions import spark

    decided = spark.decide(frame, project, column="value")

Needs pyarrow on every machine, beside this package: pip install 'destination-actions[spark]'
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from actions import arrow
from actions.arguments import check_option, context_of
from actions.event.context import Context
from actions.project import Project
from mappings.findings.suggest import did_you_mean

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# The columns of what comes out, in the words of Spark.
SCHEMA: Final = ", ".join(f"{name} string" for name in arrow.SCHEMA.names)
# What the column of events is called on its way to where it is decided about.
EVENT: Final = "event"
TEXTS: Final = ("string", "binary")


def decide(
    frame: "DataFrame",
    project: Project,
    column: str = "value",
    context: Context | None = None,
    *,
    type: str | None = None,  # noqa: A002 - the name that events use
) -> "DataFrame":
    """A DataFrame with a row for each decision about the events in `column`, which are JSON as text or bytes.

    The rows are those of `actions.arrow.decide`. The project goes along with the job as the texts of its files: no
    machine needs them, but each needs this package, and those of the project's destinations. Without a context, the
    moment of this call dates events that say no time, so that a task that is repeated decides the same; of a stream,
    each task has its own.

    ValueError for an action with `on_error: stop`: there is no order in which many machines could stop.
    """
    if not isinstance(project, Project):
        raise TypeError(f"a Project is wanted, not {project.__class__.__name__}; write Project.load(path)")
    check_option("column", column, str)
    made: Context | None = context_of(context, type)
    if not callable(getattr(frame, "mapInArrow", None)):
        raise TypeError(f"a DataFrame of Spark is wanted, not {frame.__class__.__name__}")
    _check_column(frame, column)
    stops = next((one for one in project.plan.actions if one.enabled and one.on_error == "stop"), None)
    if stops is not None:
        name = f"{stops.instance.name}.{stops.id}"
        advice = "write on_error: skip_action, and look for rows with `failed` in the result"
        raise ValueError(f"{name} has on_error: stop, which many machines cannot keep; {advice}")
    if context is None and frame.isStreaming:
        made = None
    function = partial(_decide, project=project, context=made, type=type)
    # Unquoted, a dot in a name would mean a field of a struct, also to Spark's own mapInArrow.
    quoted = "`" + column.replace("`", "``") + "`"
    return frame.selectExpr(f"{quoted} AS {EVENT}").mapInArrow(function, SCHEMA)


def _decide(
    batches: Iterable[pa.RecordBatch],
    project: Project,
    context: Context | None,
    type: str | None,  # noqa: A002 - as above
) -> Iterator[pa.RecordBatch]:
    return arrow.decide(project, batches, EVENT, context, type=type)


def _check_column(frame: Any, column: str) -> None:
    kinds = dict(frame.dtypes)
    if column not in kinds:
        hint = did_you_mean(column, kinds) or f"there are {', '.join(kinds) or 'none'}"
        raise LookupError(f'the DataFrame has no column "{column}"; {hint}')
    if kinds[column] not in TEXTS:
        advice = 'write each event as JSON first: frame.selectExpr("to_json(struct(*)) AS value")'
        raise TypeError(f'the column "{column}" has {kinds[column]}, not texts of JSON; {advice}')
