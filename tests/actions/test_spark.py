"""What `actions.spark.decide` refuses before a job begins, and what it gives Spark to do; without Spark."""

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from actions import Project, arrow, spark
from tests.actions.small_projects import MakeProject
from tests.bulk.engines import NOW, make_events


class Frame:
    """Of a DataFrame, what is used."""

    isStreaming = False  # noqa: N815 - Spark's name

    def __init__(self, kinds: dict[str, str]) -> None:
        self.dtypes = list(kinds.items())
        self.made: Any = None

    def selectExpr(self, expression: str) -> "Frame":  # noqa: N802 - Spark's name
        column, _, name = expression.partition(" AS ")
        assert (column.strip("`") in dict(self.dtypes), name) == (True, "event")
        return self

    def mapInArrow(self, function: Callable[..., Any], schema: str) -> "Frame":  # noqa: N802 - Spark's name
        self.made = function, schema
        return self


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(webhook='- {do: send, when: type = "track"}')


def test_spark_gets_a_function_from_batches_to_batches_and_their_schema(project: Project) -> None:
    function, schema = spark.decide(Frame({"value": "string"}), project, context=NOW).made
    batch = pa.record_batch({"event": pa.array(make_events(20))})
    made = [row for one in function(iter([batch])) for row in one.to_pylist()]
    assert made == [row for one in arrow.decide(project, batch, "event", NOW) for row in one.to_pylist()]
    assert schema == ", ".join(f"{name} string" for name in made[0])


def test_an_action_that_is_off_may_say_stop(make_project: MakeProject) -> None:
    project = make_project(webhook="- {do: send, on_error: stop, enabled: false}\n- {name: other, do: send}")
    assert spark.decide(Frame({"value": "binary"}), project).made


@pytest.mark.parametrize(
    ("frame", "column", "error", "message"),
    [
        pytest.param(
            Frame({"value": "string"}), "valeu", LookupError, 'no column "valeu"; did you mean "value"?', id="misspelt"
        ),
        pytest.param(
            Frame({"value": "bigint"}), "value", TypeError, 'the column "value" has bigint, not texts', id="numbers"
        ),
        pytest.param([], "value", TypeError, "a DataFrame of Spark is wanted, not list", id="no DataFrame"),
        pytest.param(Frame({"value": "string"}), 3, TypeError, "column", id="a column without a name"),
    ],
)
def test_what_cannot_be_decided_is_named_before_the_job(
    project: Project, frame: Any, column: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        spark.decide(frame, project, column)


def test_an_action_that_stops_is_refused(make_project: MakeProject) -> None:
    project = make_project(webhook="- {name: halt, do: send, on_error: stop}")
    with pytest.raises(ValueError, match=r"webhook\.halt has on_error: stop, which many machines cannot keep"):
        spark.decide(Frame({"value": "string"}), project)


def test_what_is_no_project_is_refused() -> None:
    with pytest.raises(TypeError, match="a Project is wanted, not str"):
        spark.decide(Frame({"value": "string"}), "shop")  # type: ignore[arg-type]
