# ruff: noqa: ARG005, T201 - what is built and judged has the parameters that it is called with
"""What authors break without knowing, and what the contract says to it: the fault, where it is, and what to write."""

import logging
import os
import time
from pathlib import Path

import pytest

from actions.kit.contract import contract_of, notes_of
from actions.kit.contract.subject import Subject
from destinations.sdk import (
    Limits,
    Request,
    Sent,
    given,
)
from tests.actions.kit.contract.breaks import (
    URL,
    DatedNote,
    FloatNote,
    LoggedNote,
    NamedNote,
    as_float,
    but_nought,
    by_amount,
    by_position,
    cents,
    counting,
    doing,
    exact_cents,
    hundredths,
    judging,
    needing_data,
    not_many,
    of,
    one_alone,
    one_request_each,
    paid,
    refusing,
    rowing,
    sent,
    sharing,
    sorted_rows,
    telling_of_many,
)
from tests.actions.kit.contract.toy_destination import rows

BREAKS = [
    # The rows.
    pytest.param(of(sorted_rows), "is made of payload", "keep the order of the payloads", id="rows that are sorted"),
    pytest.param(of(lambda n, s: sent(n[::-1], s)), "is made of payload", "say it with items=", id="rows backwards"),
    pytest.param(
        of(sorted_rows, judge=by_position), "row 0 of a request", "items=", id="sorted rows, judged by position"
    ),
    pytest.param(
        of(lambda n, s: sent(n[:-1] or n, s)), "no request is about payload", "items=", id="a payload dropped"
    ),
    pytest.param(of(one_request_each), "no request is about payload 1", "items=", id="a request each without items"),
    pytest.param(
        rowing(lambda one, _: one.model_dump()),
        "rows fails where it is given a record",
        "ask for fields, properties and given(payload, …) alone",
        id="rows that ask for pydantic's methods",
    ),
    pytest.param(
        rowing(lambda one, _: {"text": one.text, "of": type(one).__mro__[1].__name__}),
        'rows gives {"text":"Button Clicked","of":"Payload"} of a payload',
        'and {"text":"Button Clicked","of":"Record"} of its record',
        id="rows that are others for a record",
    ),
    pytest.param(
        rowing(lambda one, settings: {"text": one.text, "key": settings.api_key.get_secret_value()}),
        "a secret appears in a row",
        "let the request put it in, as `rows.beginning_with` does",
        id="a secret in a row",
    ),
    pytest.param(rowing(lambda one, _: given(one)), "", "", id="sound: rows and a request"),
    # What build touches.
    pytest.param(
        doing(lambda *_: os.environ.get("HOME")),
        "build reads os.environ",
        "make what it wants a setting",
        id="the environment",
    ),
    pytest.param(
        doing(lambda *_: os.getenv("HOME")), "build reads os.environ", "{env: NAME}", id="the environment by getenv"
    ),
    pytest.param(
        doing(lambda *_: Path("/etc/hostname").exists()), "build calls os.stat", "", id="whether a file is there"
    ),
    pytest.param(
        doing(lambda *_: Path("/etc/passwd").read_text()),
        "build calls open '/etc/passwd'",
        "",
        id="a file that is read",
    ),
    pytest.param(doing(lambda *_: os.listdir("/")), "build calls os.listdir", "", id="a folder that is listed"),  # noqa: PTH208 - any way
    pytest.param(doing(lambda *_: time.sleep(0.001)), "build calls time.sleep", "", id="a pause"),
    pytest.param(doing(lambda *_: logging.getLogger("toy").warning("x")), "build logs", "raise ValueError", id="a log"),
    pytest.param(doing(lambda *_: print("built")), "build prints 'built'", "take it out", id="a print"),
    pytest.param(
        doing(lambda n, _: n[0].data.update(x=1)),
        "build changed a payload: data",
        "make a new dict",
        id="a payload that is changed",
    ),
    pytest.param(
        of(sharing), "build has a list as the default of seen", "write None there", id="a default of all calls"
    ),
    pytest.param(
        of(sent, payload=DatedNote),
        "the field at is another one each time",
        "let a default mapping give it",
        id="a default that asks the clock",
    ),
    pytest.param(
        of(sent, payload=LoggedNote),
        "a validator or default of the payload calls time.time",
        "default mapping",
        id="a default that asks the clock in a function",
    ),
    # Secrets.
    pytest.param(
        doing(lambda _, s: print(s.api_key.get_secret_value())),
        "a secret appears in what build prints",
        "take the print out",
        id="a secret that is printed",
    ),
    pytest.param(
        of(refusing),
        "a secret appears in the error that build raises",
        "say what is wrong without it",
        id="a secret in an error",
    ),
    # What may be missing.
    pytest.param(of(needing_data), "build fails", "RuntimeError: no data", id="nothing in a field"),
    pytest.param(
        of(lambda n, s: None),
        "its build returned NoneType",
        "a Request, a Write or a list of them belongs",
        id="nothing built",
    ),
    # Answers.
    pytest.param(
        judging(lambda r, n: [Sent()] * len(n)),
        "judge says Sent of an answer 401",
        "return [] where the status",
        id="all is sent",
    ),
    pytest.param(
        judging(lambda r, n: [Sent()] * len(n) if r.status == 500 else []),
        "judge says Sent of an answer 500",
        "return []",
        id="a broken server is a success",
    ),
    pytest.param(
        judging(lambda r, n: [Sent()] * len(n) if r.status == 429 else []),
        "judge says Sent of an answer 429",
        "return []",
        id="too many calls are a success",
    ),
    # Money.
    pytest.param(
        of(sent, payload=FloatNote), "the field total is money and a float", "make it Amount", id="money as a float"
    ),
    pytest.param(
        paid(cents), "total of 19.99 goes out as 1998", "write to_minor(total, currency)", id="a cent that is lost"
    ),
    pytest.param(paid(exact_cents), "", "", id="sound: cents that are exact"),
    pytest.param(paid(hundredths), "goes out as 120000", "are 1200; write to_minor", id="hundredths of yen"),
    pytest.param(paid(as_float), "goes out as a float makes it", "never float(total)", id="digits that a float cuts"),
    # What only some payloads show.
    pytest.param(paid(by_amount), "is made of payload", "keep the order", id="rows sorted by their amount"),
    pytest.param(
        paid(but_nought), "where one of three payloads is one with 0 in total", "no request is about", id="no row for 0"
    ),
    pytest.param(of(one_alone), "build fails for 6 payloads", "ValueError: one at a time", id="one payload at a time"),
    pytest.param(of(not_many), "build fails for 10 payloads", "limits let 10 through", id="no more than five"),
    pytest.param(
        of(telling_of_many), "the error that build raises for many payloads", "without it", id="a secret of a batch"
    ),
    pytest.param(
        of(lambda n, s: Request.post(URL, json=rows(n), bearer=str(s.api_key))),
        "the header authorization has **********",
        "write settings.api_key.get_secret_value()",
        id="a secret that was not taken out",
    ),
    pytest.param(
        of(sent, batch_key=lambda note: note.nope), "batch_key fails: AttributeError", "it gets one payload", id="a key"
    ),
    pytest.param(
        of(sent, batch_key=lambda note: note.data), "batch_key fails: TypeError: unhashable", "a text or", id="a dict"
    ),
    # A judge is a function of its arguments alone.
    pytest.param(judging(lambda r, n: [] if time.time() < 2 else [Sent()]), "judge calls time.time", "", id="a guess"),
    pytest.param(judging(counting), "judge said", "of the same one again", id="a judge that counts"),
    # Addresses.
    pytest.param(
        of(lambda n, s: Request.post("http://toy.example/notes", json=rows(n))),
        "a request goes to http://toy.example",
        "write https://",
        id="an open address",
    ),
]


@pytest.mark.parametrize(("subject", "words", "advice"), BREAKS)
def test_a_break_is_reported_with_what_to_write(subject: Subject, words: str, advice: str) -> None:
    found = [reported for check in contract_of(subject) for reported in check.run()]
    if not words:
        assert found == []
    assert any(words in reported and advice in reported for reported in found) or not words, found


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        pytest.param(
            of(lambda n, s: Request.post(f"{URL}?key={s.api_key.get_secret_value()}", json=rows(n))),
            "note: the secret api_key goes out in the URL",
            id="a secret in the URL",
        ),
        pytest.param(
            of(lambda n, s: Request.post(URL, json=[{"k": s.api_key.get_secret_value(), **row} for row in rows(n)])),
            "goes out in the body: is there no header",
            id="a secret in the body",
        ),
        pytest.param(of(sent, payload=NamedNote), "the field email has no role", id="an address without a role"),
        pytest.param(
            of(sent),
            "nothing in its requests is the delivery id or a DedupeId",
            id="no id by which repeats are dropped",
        ),
        pytest.param(of(sent, limits=Limits()), "no limits are said", id="no limits"),
    ],
)
def test_what_may_be_as_it_should_be_is_a_note(subject: Subject, words: str) -> None:
    assert [check.name for check in contract_of(subject) if check.run()] == []
    assert any(words in reported for reported in notes_of(subject)), notes_of(subject)


def test_a_build_that_fails_is_reported_once_and_the_rest_is_passed_over() -> None:
    def build(*_: object) -> Request:
        raise RuntimeError("not today")

    checks = contract_of(of(build))
    found = [reported for check in checks for reported in check.run()]
    place = " (contract/test_contract_breaks.py:"
    assert [reported.split(place)[0] for reported in found] == ["note: RuntimeError: not today"] * 2
    assert {check.passed_over for check in checks} == {"", "build fails", "it is for the destinations of this project"}
