# ruff: noqa: ARG001, ARG005, T201 - what is built and judged has the parameters that it is called with
"""What authors break without knowing, and what the contract says to it: the fault, where it is, and what to write."""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from actions.kit.contract import contract_of, notes_of, read_subject
from actions.kit.contract.functions import find_wrong_functions
from actions.kit.contract.processes.others import ask, find_other_results, find_touches_at_import
from actions.kit.contract.subject import Subject
from destinations.registry import load_registry
from destinations.sdk import (
    ActionType,
    Amount,
    Currency,
    Limits,
    Outcome,
    Rejected,
    Request,
    Response,
    Rows,
    Sent,
    given,
    to_minor,
)
from mappings.functions.plugins import all_functions, installed_functions
from tests.actions.kit.contract.toy_destination import CASES, DEFAULTS, NOTE, TOY, Note, ToySettings, rows, subject_of
from tests.installed_packages import write_about

URL = "https://toy.example/notes"
# Cases that say nothing of what is sent.
ANY = (
    CASES.split("cases:")[0]
    + """cases:
  - {of: button_clicked, do: note, warns: []}
  - {of: custom_with_value, do: note, warns: []}
"""
)


def of(build: Callable[..., Any], **more: Any) -> Subject:
    return subject_of(replace(TOY, action_types=(replace(NOTE, build=build, **more),)), cases=ANY)


def sent(notes: Sequence[Note], settings: ToySettings, **more: Any) -> Request:
    return Request.post(URL, json=rows(notes), **{"bearer": settings.api_key.get_secret_value(), **more})


def rowing(rows_of: Callable[[Note, ToySettings], Any]) -> Subject:
    """The toy in the form of rows and a request."""
    kind = ActionType(
        NOTE.name, Note, rows=rows_of, request=posting, help=NOTE.help, limits=NOTE.limits, judge=NOTE.judge
    )
    return subject_of(replace(TOY, action_types=(kind,)), cases=ANY)


def posting(rows: Rows, settings: ToySettings) -> Request:
    return Request.post(URL, json=rows, bearer=settings.api_key.get_secret_value())


def doing(call: Callable[[Sequence[Note], ToySettings], object]) -> Subject:
    def build(notes: Sequence[Note], settings: ToySettings) -> Request:
        call(notes, settings)
        return sent(notes, settings)

    return of(build)


def judging(judge: Callable[[Response, Sequence[Note]], list[Outcome]]) -> Subject:
    return of(sent, judge=judge)


def by_position(response: Response, notes: Sequence[Note]) -> list[Outcome]:
    said = response.json()
    bad = said.get("bad") if response.status == 207 and isinstance(said, dict) else None
    return [Rejected("bad") if number == bad else Sent() for number in range(len(notes))] if bad is not None else []


def sorted_rows(notes: Sequence[Note], settings: ToySettings) -> Request:
    return sent(sorted(notes, key=lambda one: json.dumps(one.data)), settings)


def one_request_each(notes: Sequence[Note], settings: ToySettings) -> list[Request]:
    return [Request.post(URL, json=[row]) for row in rows(notes)]


def refusing(notes: Sequence[Note], settings: ToySettings) -> Request:
    raise ValueError(f"bad key {settings.api_key.get_secret_value()}")


def needing_data(notes: Sequence[Note], settings: ToySettings) -> Request:
    if any(note.data == {} for note in notes):
        raise RuntimeError("no data")
    return sent(notes, settings)


def sharing(notes: Sequence[Note], settings: ToySettings, seen: list[str] = []) -> Request:  # noqa: B006 - that is it
    return sent(notes, settings)


class DatedNote(Note):
    at: float = Field(default_factory=time.time, description="When.")


class LoggedNote(Note):
    at: int = Field(default_factory=lambda: int(time.time()), description="When.")


class FloatNote(Note):
    total: float | None = Field(None, description="How much.")


class PaidNote(Note):
    total: Amount | None = Field(Decimal(5), description="How much.")
    currency: Currency = Field("USD", description="Of what.")


class NamedNote(Note):
    email: str | None = Field(None, description="Whose.")


def cents(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    return Request.post(URL, json=[{"text": one.text, "cents": int(float(one.total or 0) * 100)} for one in notes])


def exact_cents(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    json = [{"text": one.text, "cents": to_minor(one.total or Decimal(0), one.currency)} for one in notes]
    return Request.post(URL, json=json)


def paid(build: Callable[..., Any]) -> Subject:
    kind = replace(NOTE, payload=PaidNote, build=build)
    defaults = DEFAULTS.replace("data: properties", "data: properties, total: properties.revenue")
    cases = CASES.split("cases:")[0] + "cases:\n  - {of: order_completed, do: note, warns: []}\n"
    return subject_of(replace(TOY, action_types=(kind,)), defaults, cases)


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
        "a secret stands in a row",
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
        "a secret stands in what build prints",
        "take the print out",
        id="a secret that is printed",
    ),
    pytest.param(
        of(refusing),
        "a secret stands in the error that build raises",
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
    # Addresses.
    pytest.param(
        of(lambda n, s: Request.post("http://toy.example/notes", json=rows(n))),
        "a request goes to http://toy.example",
        "write https://",
        id="an open address",
    ),
]


@pytest.mark.parametrize(("subject", "words", "advice"), BREAKS)
def test_a_break_is_told_with_what_to_write(subject: Subject, words: str, advice: str) -> None:
    found = [told for check in contract_of(subject) for told in check.run()]
    if not words:
        assert found == []
    assert any(words in told and advice in told for told in found) or not words, found


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
    assert any(words in told for told in notes_of(subject)), notes_of(subject)


def test_a_build_that_fails_is_told_once_and_the_rest_is_passed_over() -> None:
    def build(*_: object) -> Request:
        raise RuntimeError("not today")

    checks = contract_of(of(build))
    found = [told for check in checks for told in check.run()]
    assert [told.split(" (case")[0] for told in found] == ["note: RuntimeError: not today"] * 2
    assert {check.passed_over for check in checks} == {"", "build fails", "it is for the destinations of this project"}


PLUGIN = '''
"""{title}."""
import socket
from destinations.sdk import ActionType, Destination, Limits, Payload, Request, Settings, hookimpl
from pydantic import Field

SEEN = []
{more}

class Note(Payload):
    text: str = Field(description="What.")

def build(notes, settings):
    rows = [{{"text": note.text, "more": {expression}}} for note in notes]
    return Request.post("https://toy.example/notes", json=rows)

KIND = ActionType("note", Note, build, "Keep a note.", Limits(items=10))

@hookimpl
def register_destinations():
    return [Destination("{name}", "{title}", Settings, (KIND,), "Keeps notes.")]
'''
FUNCTIONS = """
from actions.kit.sdk import Example, Function, declare, hookimpl

@hookimpl
def register_functions():
    example = Example("oddly_berth(a)", {"a": "b"}, "C")
    return [declare("oddly_berth(text: text) -> text", "The berth.", str.upper, example)]
"""
PLUGINS = {
    "calling": ("try:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError:\n    pass\n", "1"),
    "counting": ("def first():\n    SEEN.append(1)\n    return len(SEEN) == 1\n", "first()"),
    "unsorted": ("", "''.join({note.text, 'a', 'b', 'c', 'd'})"),
    "oddly": ("", "1"),
}
PLUGIN_CASES = """
cases:
  - {of: button_clicked, do: note, warns: []}
  - {of: custom_with_value, do: note, warns: []}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Packages that break what only another process sees."""
    folder = tmp_path_factory.mktemp("plugins")
    for name, (more, expression) in PLUGINS.items():
        package = folder / f"{name}_plugin"
        package.mkdir()
        (package / "__init__.py").write_text(
            PLUGIN.format(name=name, title=f"The {name}", more=more, expression=expression)
        )
        (package / "functions.py").write_text(FUNCTIONS)
        (package / "defaults.yaml").write_text(DEFAULTS.replace(", data: properties", ""))
        (package / "cases.yaml").write_text(PLUGIN_CASES)
        points: dict[str, dict[str, str]] = {"destinations": {name: package.name}}
        if name == "oddly":
            points["mappings"] = {"oddly": f"{package.name}.functions"}
        write_about({"name": package.name, "version": "1", "entry-points": points}, folder)
    sys.path.insert(0, str(folder))
    # This process may have looked for functions before there were these packages.
    forget_functions()
    yield
    sys.path.remove(str(folder))
    forget_functions()


def forget_functions() -> None:
    installed_functions.cache_clear()
    all_functions.cache_clear()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("calling", "importing calling_plugin calls socket.", id="a call while it is imported"),
        pytest.param(
            "counting", "note (button_clicked, 0) gave other requests; sort", id="a counter that is read as a flag"
        ),
        pytest.param("unsorted", "gave other requests; sort what a set holds", id="the order of a set"),
        pytest.param(
            "oddly",
            'the example says oddly_berth(a) on {"a": "b"} gives "C", and it gives \'B\'',
            id="an example of a function that is false",
        ),
    ],
)
def test_what_another_process_makes_of_it(name: str, words: str) -> None:
    subject = read_subject(name, load_registry())
    # One process for all of them.
    answers = [ask(tuple(PLUGINS), seed)[name] for seed in ("1", "2")]
    found = [*find_touches_at_import(subject, answers), *find_other_results(subject, answers)]
    found += find_wrong_functions(subject)
    assert any(words in one for one in found), found
