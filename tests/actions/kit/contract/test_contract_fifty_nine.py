# ruff: noqa: ARG005, S311, S607, PTH123 - what an author writes without thinking of it
"""59 deliberate breaks of the contract, each with what is said to it, or why it is a matter of taste.

The numbers are those of the trial in which an author tried them. A row has two parts of one message: what is
wrong or where, and what to write. A row of another process has the name of its package in `elsewhere.py`.
"""

import random
import socket
import subprocess
import time
import uuid
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.kit.contract import contract_of, notes_of, read_subject
from actions.kit.contract.functions import find_wrong_functions
from actions.kit.contract.processes.others import ask, find_other_results, find_touches_at_import
from actions.kit.contract.subject import Subject
from destinations.registry import PluginError, load_registry
from destinations.sdk import Limits, Rejected, Request, Sent, Settings
from tests.actions.kit.contract.breaks import (
    URL,
    DatedNote,
    FloatNote,
    NamedNote,
    by_position,
    cents,
    doing,
    judging,
    needing_data,
    of,
    one_request_each,
    paid,
    refusing,
    sent,
    sorted_rows,
)
from tests.actions.kit.contract.elsewhere import PLUGINS
from tests.actions.kit.contract.toy_destination import CASES, DEFAULTS, NOTE, TOY, rows, subject_of

COUNT: list[int] = []
NOTHING: dict[str, str] = {}


class OpenSettings(Settings):
    api_key: str


def key_of(settings: Any) -> str:
    return str(settings.api_key.get_secret_value())


def posted(notes: Any, settings: Any, url: str = URL, **more: Any) -> Request:
    return Request.post(url, json=rows(notes), bearer=key_of(settings), **more)


def with_key(notes: Any, key: str) -> list[dict[str, Any]]:
    return [{"k": key, **row} for row in rows(notes)]


def called(response: Any, notes: Any, what: Callable[[list[Any]], Any]) -> Any:
    """What a judge makes of rows under `results`, as tools name them."""
    said = response.json()
    found = said.get("results") if isinstance(said, dict) else None
    return what(list(notes)) if isinstance(found, list) else []


def reached() -> None:
    try:
        socket.create_connection(("127.0.0.1", 9), 0.1)
    except OSError:
        return


def opened() -> str:
    with open("/etc/hostname") as file:
        return file.read()


def judged(what: Callable[[list[Any]], Any]) -> Subject:
    return judging(lambda response, notes: called(response, notes, what))


def titled(**more: Any) -> Subject:
    return subject_of(replace(TOY, **more))


# Why what is kept is kept.
WANTED_SO = "some tools want it so, and there is no other way to send it"
Told = tuple[str, str]
BREAKS: list[tuple[str, str, Any, Told]] = [
    ("C1", "rows backwards", of(lambda n, s: sent(n[::-1], s)), ("is made of payload", "say it with items=")),
    ("C1", "rows sorted", of(sorted_rows), ("is made of payload", "keep the order of the payloads")),
    (
        "C1",
        "rows backwards, judged by position",
        of(lambda n, s: sent(n[::-1], s), judge=by_position),
        ("row 0 of a request is made of payload", "items="),
    ),
    (
        "C1",
        "rows sorted, judged by position",
        of(sorted_rows, judge=by_position),
        ("row 0 of a request is made of payload", "items="),
    ),
    ("C2", "a payload dropped", of(lambda n, s: sent(n[:-1] or n, s)), ("no request is about payload", "items=")),
    ("C2", "a request each without items", of(one_request_each), ("no request is about payload 1", "items=")),
    (
        "C3",
        "the environment in build",
        doing(lambda *_: __import__("os").environ.get("HOME")),
        ("build reads os.environ", "make what it wants a setting"),
    ),
    ("C4", "a file read by open()", doing(lambda *_: opened()), ("build calls open", "hostname")),
    ("C4", "a file read by Path", doing(lambda *_: Path("/etc/passwd").read_text()), ("build calls open", "passwd")),
    ("C5", "the network at import", "calling", ("importing calling_plugin calls socket.", "do it where it is needed")),
    ("C6", "a counter read as a flag", "counting", ("gave other requests", "keep nothing from one call to the next")),
    (
        "C6",
        "a counter",
        of(lambda n, s: sent(n, s, headers={"n": str(COUNT.append(1) or len(COUNT))})),  # type: ignore[func-returns-value]  # None, as wanted
        ("the same payloads gave other requests", "headers.n: was"),
    ),
    ("C7", "a set that is joined", "unsorted", ("gave other requests", "sort what a set holds")),
    ("C7", "a set as a list", "listing", ("gave other requests", "sort what a set holds")),
    (
        "C8",
        "a default that asks the clock",
        of(sent, payload=DatedNote),
        ("the field at is another", "default mapping"),
    ),
    ("C10", "a secret printed", doing(lambda _, s: print(key_of(s))), ("what build prints", "take the print out")),  # noqa: T201 - that is it
    (
        "C11",
        "a secret logged",
        doing(lambda _, s: __import__("logging").warning("%s", key_of(s))),
        ("build logs", "say what is wrong with raise ValueError"),
    ),
    ("C12", "a secret in an error", of(refusing), ("the error that build raises", "say what is wrong without it")),
    ("C13", "nothing in properties", of(needing_data), ("build fails", "RuntimeError: no data")),
    (
        "C14",
        "Sent for 500",
        judging(lambda r, n: [Sent()] * len(n) if r.status == 500 else []),
        ("judge says Sent of an answer 500", "return [] where the status"),
    ),
    (
        "C14",
        "Sent for 401",
        judging(lambda r, n: [Sent()] * len(n) if r.status == 401 else []),
        ("judge says Sent of an answer 401", "return [] where the status"),
    ),
    ("C15", "a judge that is one short", judged(lambda n: [Sent()] * (len(n) - 1)), ("judge returned", "outcomes for")),
    ("C15", "a judge that is one long", judged(lambda n: [Sent()] * (len(n) + 1)), ("judge returned", "outcomes for")),
    ("C15", "a judge that raises", judged(lambda n: NOTHING["row"]), ("judge fails for", "return [] for an answer")),
    ("C15", "a judge that returns a text", judged(lambda n: "sent"), ("judge returned str", "where a list belongs")),
    ("C15", "a judge that returns nothing", judged(lambda n: None), ("judge returned", "where a list belongs")),
    ("C16", "money as a float", of(sent, payload=FloatNote), ("total is money and a float", "make it Amount")),
    ("C16", "cents by way of a float", paid(cents), ("total of 19.99 goes out as 1998", "write to_minor(total")),
    ("C20", "uuid4", doing(lambda *_: uuid.uuid4()), ("build calls", "urandom")),
    ("C20", "ten minutes of the clock", doing(lambda *_: time.time() // 600), ("build calls", "time.time")),
    ("C20", "now", doing(lambda *_: datetime.now(UTC)), ("build calls", "datetime.now")),
    ("C20", "chance", doing(lambda *_: random.random()), ("build calls", "random.random")),
    ("C20", "another program", doing(lambda *_: subprocess.run(["true"], check=False)), ("build calls", "subprocess")),
    ("C20", "the network in build", doing(lambda *_: reached()), ("build calls", "socket.")),
    ("C20", "a file written", doing(lambda *_: Path("/dev/null").write_text("x")), ("build calls open", "/dev/null")),
    ("C21", "a payload changed", doing(lambda n, _: n[0].data.update(x=1)), ("changed a payload: data", "a new dict")),
    (
        "C22",
        "a secret as a text",
        subject_of(
            replace(TOY, settings=OpenSettings, action_types=(replace(NOTE, build=lambda n, s: Request.post(URL)),))
        ),
        ("the setting api_key is a plain text", "make it SecretStr"),
    ),
    (
        "C23",
        "no description",
        of(sent, payload=type("Bare", (NamedNote,), {"__annotations__": {"x": str}, "x": ""})),
        ("x has no text", "the field"),
    ),
    ("C23", "an empty help", titled(help=" "), ("its help", "has no text")),
    ("C23", "items=0", lambda: Limits(items=0), ("items is 0", "write a whole number from 1")),
    (
        "C23",
        "a wrong name",
        titled(name="Toy CRM"),
        ('"Toy CRM" is not a name', "write lower-case letters, digits and _"),
    ),
    ("C23", "no hook", "hookless", ("register_destinations has no @hookimpl", "write it above")),
    (
        "C23",
        "a hook of another name",
        "misspelt",
        ("register_destination", "the one hook of destinations is register_destinations"),
    ),
    ("C23", "an import that fails", "failing", ("nothing_of_that_name", "failing_plugin/__init__.py:")),
    (
        "C24",
        "a required field without a default mapping",
        subject_of(defaults=DEFAULTS.replace("text: event, ", ""), cases=CASES),
        ("E343", "needs text"),
    ),
    ("A12", "a false example of a function", "oddly", ("the example says oddly_berth(a)", "it gives 'B'")),
    ("A17", "build returns None", of(lambda n, s: None), ("returned NoneType", "a Request, a Write or a list of them")),
    ("A17", "build raises", doing(lambda *_: NOTHING["zone"]), ("KeyError: 'zone'", "test_contract_fifty_nine.py:")),
    (
        "2",
        "http in the place of https",
        of(lambda n, s: posted(n, s, "http://toy.example/n")),
        ("goes to http://toy", "write https://"),
    ),
]
# Reported as a note: it may be as it should be. The last part says why it is no breach.
NOTES: list[tuple[str, str, Subject, str, str]] = [
    (
        "C9",
        "a secret in the URL",
        of(lambda n, s: posted(n, s, f"{URL}?key={key_of(s)}")),
        "goes out in the URL",
        WANTED_SO,
    ),
    (
        "C9",
        "a secret in the body",
        of(lambda n, s: Request.post(URL, json=with_key(n, key_of(s)))),
        "goes out in the body",
        WANTED_SO,
    ),
    (
        "C17",
        "an address without a role",
        of(sent, payload=NamedNote),
        "the field email has no role",
        "it may be the tool's own",
    ),
    ("C18", "no id of the delivery", of(sent), "what is sent twice counts twice", "the tool may have no field for one"),
    ("C19", "no limits", of(sent, limits=Limits()), "no limits are said", "the tool may take one at a time"),
]
# Said to by nothing.
TASTE: list[tuple[str, str, Subject, str]] = [
    (
        "C9",
        "a secret in base64 in the body",
        of(lambda n, s: sent(n, s, headers={"x": b64encode(key_of(s).encode()).decode()})),
        "HTTP Basic does the same, and so do tools with a form of their own",
    ),
    (
        "C9",
        "a secret in a header of another name",
        of(lambda n, s: sent(n, s, headers={"x-key": key_of(s)})),
        WANTED_SO,
    ),
    ("C25", "a help of 900 letters", titled(help="x" * 900), "it is shown where it is asked for, and wrapped"),
    (
        "2",
        "a whole row of the answer as the reason",
        judging(lambda r, n: [Rejected(str(r.json())[:200])] * len(n) if r.status == 400 else []),
        "secrets are taken out of it, it is cut, and its reader may want it",
    ),
]
WITH_SLEEP = ("C19", "a pause in build", doing(lambda *_: time.sleep(0.001)), ("build calls", "time.sleep"))


def named(row: tuple[Any, ...]) -> str:
    return f"{row[0]} {row[1]}"


def test_there_are_59() -> None:
    assert len(BREAKS) + len(NOTES) + len(TASTE) + 1 == 59


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("row", [*BREAKS, WITH_SLEEP], ids=named)
def test_a_break_is_reported_with_where_it_is_or_what_to_write(row: tuple[str, str, Any, Told]) -> None:
    found = said_to(row[2])
    assert any(all(words in one for words in row[3]) for one in found), found


def said_to(broken: Subject | str | Callable[[], object]) -> list[str]:
    """What is reported to the author: by the contract, where it is loaded, or where it is made."""
    if isinstance(broken, Subject):
        return [reported for check in contract_of(broken) for reported in check.run()]
    if not isinstance(broken, str):
        with pytest.raises((TypeError, ValueError)) as refused:
            broken()
        return [str(refused.value)]
    try:
        subject = read_subject(broken, load_registry())
    except PluginError as error:
        return [str(error)]
    # One process for all of them.
    answers = [ask(tuple(PLUGINS), seed)[broken] for seed in ("1", "2")]
    found = [*find_touches_at_import(subject, answers), *find_other_results(subject, answers)]
    return [*found, *find_wrong_functions(subject)]


@pytest.mark.parametrize("row", NOTES, ids=named)
def test_what_may_be_right_is_a_note(row: tuple[str, str, Subject, str, str]) -> None:
    assert [check.name for check in contract_of(row[2]) if check.run()] == []
    assert any(row[3] in reported for reported in notes_of(row[2])), notes_of(row[2])


@pytest.mark.parametrize("row", TASTE, ids=named)
def test_what_is_a_matter_of_taste_is_kept(row: tuple[str, str, Subject, str]) -> None:
    assert [reported for check in contract_of(row[2]) for reported in check.run()] == []
    assert row[3]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(
            "reading", "importing reading_plugin reads os.environ (reading_plugin/__init__.py:", id="a variable"
        ),
        pytest.param("threading", "importing threading_plugin starts a thread (", id="a thread"),
        pytest.param("logging", "importing logging_plugin sets up logging (", id="logging"),
        pytest.param("printing", "importing printing_plugin prints (", id="a print"),
    ],
)
def test_what_a_package_does_while_it_is_imported_is_reported_with_its_line(name: str, words: str) -> None:
    assert any(words in one for one in said_to(name)), said_to(name)
