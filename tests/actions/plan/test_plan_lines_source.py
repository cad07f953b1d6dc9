"""The source of a function that writes lines: what people are shown is what runs."""

import json
import traceback

import pytest

from actions.plan.compiled.function import write_function
from actions.plan.compiled.output import Lines
from mappings.fields.compiled.runtime import SilentError
from tests.actions.plan.lines_of_actions import (
    HEAD,
    HOUR,
    Action,
    functions,
    projection_of,
)


def test_tracebacks_show_the_code_that_runs() -> None:
    action = Action("map: {a: {from: groupId, required: true}}", {"type": "track"})
    projection = projection_of([action])
    write = functions([action], projection.shape)[0]
    with pytest.raises(SilentError) as caught:
        write(projection.decode(json.dumps(HEAD).encode()), HOUR)
    assert "refuse()" in [entry.line for entry in traceback.extract_tb(caught.value.__traceback__)]


CODE = """\
def lines(event, hour):
    v1 = event.f1
    v2 = event.integrations
    v3 = event.messageId
    v4 = event.userId
    v5 = event.properties
    v6 = v5.f2 if v5 is not None else None
    lines = part = ''
    if v1 == 'g' and (not v2 or is_meant_for(v2, NAMES_1)):
        part = part or event_part(hour, v3)
        if v4 and not v4.isspace() and type(v6) is str and v6 and not v6.isspace():
            lines += f'START{part}REST{{"a":"{v4}","u":"{v6}"}}}}\\n'
        else:
            fields1 = {}
            # m.yaml:1 a
            if v4 and not v4.isspace():
                fields1['a'] = v4
            # m.yaml:1 u
            if (v6 is not None and (type(v6) is not str or v6 and not v6.isspace())):
                fields1['u'] = v6
            lines += f'START{part}REST{dumps(fields1, plain_json, PLAIN_ONLY).decode()}}}\\n'
    return lines
"""


def test_the_source_is_what_a_person_would_write() -> None:
    action = Action("{map: {a: userId, u: properties.x}}", {"groupId": "g"})
    source = write_function([action.line(0)], Lines(), projection_of([action]).shape, is_shared=False)[0]
    start, rest = '{{"instance":"i","action":"a0","delivery_id":"', '68765f80e0","payload":'
    assert source == CODE.replace("START", start).replace("REST", rest)
