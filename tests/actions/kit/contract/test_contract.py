"""Each check finds the one thing that is wrong with a destination, and no other check does."""

import itertools
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, field_validator

from actions.kit.contract import Subject, contract_of, read_subject
from destinations.registry import Plugin, Registry, load_registry
from destinations.sdk import ActionType, Limits, Outcome, Request, Response, Sent, Settings, Success, Write
from tests.actions.kit.contract.toy_destination import (
    CASES,
    DEFAULTS,
    NOTE,
    TOY,
    Note,
    ToySettings,
    build,
    rows,
    subject_of,
)


def breaches(subject: Subject) -> dict[str, list[str]]:
    return {check.name: found for check in contract_of(subject) if (found := check.run())}


def with_types(*kinds: ActionType) -> Subject:
    return subject_of(replace(TOY, action_types=kinds))


def with_type(action_type: ActionType) -> Subject:
    return subject_of(replace(TOY, action_types=(action_type,)))


def with_build(build: Callable[[Sequence[Any], Any], Any]) -> Subject:
    return with_type(replace(NOTE, build=build))


def with_judge(judge: Callable[[Response, Sequence[Any]], Any]) -> Subject:
    return with_type(replace(NOTE, judge=judge))


def sent(notes: Sequence[Note], **more: Any) -> Request:
    return Request.post("https://toy.example/notes", json=rows(notes), **more)


def build_to_slack(notes: Sequence[Note], _: ToySettings) -> Request:
    return Request.post(
        "https://hooks.slack.com/services/T0/B0/XX", json={"text": notes[0].text}, items=range(len(notes))
    )


COUNTER = itertools.count()


def build_counting(notes: Sequence[Note], _: ToySettings) -> Request:
    return sent(notes, headers={"X-Number": str(next(COUNTER))})


def build_changing(notes: Sequence[Note], _: ToySettings) -> Request:
    notes[0].data["sent"] = True
    return Request.post("https://toy.example/notes", json=[{"text": note.text} for note in notes])


def build_remembering(notes: Sequence[Note], settings: ToySettings) -> Request:
    settings.seen.append("more")
    return build(notes, settings)


def build_backwards(notes: Sequence[Note], _: ToySettings) -> Request:
    return sent(notes[::-1], items=list(range(len(notes)))[::-1])


def build_some(notes: Sequence[Note], settings: ToySettings) -> Request:
    return build(notes[:1], settings)


def build_leaking(notes: Sequence[Note], settings: ToySettings) -> Request:
    start = settings.api_key.get_secret_value()[:12]
    return Request.post(f"https://toy.example/notes?key={start}", json=rows(notes))


def build_trusting(notes: Sequence[Note], _: ToySettings) -> Request:
    return sent(notes, headers={"X-Title": str(notes[0].data.get("title"))})


def build_anywhere(notes: Sequence[Note], _: ToySettings) -> Request:
    return Request.post(f"https://toy.example{notes[0].data.get('gone', '')}/{notes[0].text}", json=rows(notes))


def build_at(notes: Sequence[Note], _: ToySettings) -> Request:
    return Request.post(f"https://{notes[0].data.get('currency', 'USD')}.toy.example/", json=rows(notes))


def judge_trusting(response: Response, notes: Sequence[Note]) -> list[Outcome]:
    return [Sent()] * len(notes) if response.json()["error"] is None else []


def judge_forgetful(*_: object) -> list[Outcome]:
    return [Sent()]


def judge_in_words(_: Response, notes: Sequence[Note]) -> list[str]:
    return ["sent" for _ in notes]


class OpenSettings(Settings):
    api_key: str = Field(description="Account, Keys.")
    region: str = Field("eu", description="Where it is.")


class UntoldNote(Note):
    text: str


class StrictNote(Note):
    @field_validator("data")
    @classmethod
    def _known(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {{"title": "title", "value": "value", "currency": "currency"}[name]: data[name] for name in data}


class TellingNote(Note):
    def __repr__(self) -> str:
        return "Note Kq7vXw2mZp9sLr4tBn8dYc3f"


def open_build(notes: Sequence[Note], _: OpenSettings) -> Request:
    return Request.post("https://toy.example/notes", json=rows(notes))


NAMES = "names are words of a mapping file"
TEXTS = "title, help and descriptions are there"
TITLES = "no text speaks of another destination"
LIMITS = "limits are limits"
SECRETS = "settings that are secrets are SecretStr"
DEFAULTS_READ = "defaults.yaml reads without findings"
COMPLETE = "an action that only says do: is complete"
HOLDS = "every case holds"
EACH_TYPE = "every action type has a case"
SAME = "the same payloads give the same requests"
CHANGES = "build changes neither payloads nor settings"
TOUCHES = "build touches nothing but its arguments"
ORDER = "rows keep the order of payloads"
FULL = "full batches can be sent"
LEAKS = "no secret can be read"
JUDGE = "judge bears any answer"
SUCCESS = "answers of success are what the type says"
HOSTILE = "hostile events do no harm"

BROKEN = [
    pytest.param(subject_of(replace(TOY, title="")), TEXTS, "its title has no text", id="no title"),
    pytest.param(subject_of(replace(TOY, help=" ")), TEXTS, "its help has no text", id="blank help"),
    pytest.param(
        with_type(replace(NOTE, payload=UntoldNote)), TEXTS, "the field note: text has no text", id="no help of a field"
    ),
    pytest.param(
        with_type(replace(NOTE, limits=Limits(items=10, bytes=10**9))),
        LIMITS,
        "note: its limit bytes is 1000000000",
        id="a gigabyte",
    ),
    pytest.param(
        with_types(
            replace(NOTE, limits=Limits(items=10, requests_per_second=5, rate_of="account")),
            replace(NOTE, name="other", limits=Limits(items=10, requests_per_second=7, rate_of="account")),
        ),
        LIMITS,
        "note and other say 5 and 7 requests per second of one account; write the account's rate in both",
        id="two rates of one account",
    ),
    pytest.param(
        subject_of(replace(TOY, settings=OpenSettings, action_types=(replace(NOTE, build=open_build),))),
        SECRETS,
        "the setting api_key is a plain text",
        id="a secret as a text",
    ),
    pytest.param(
        subject_of(defaults=DEFAULTS + '  nota:\n    when: type = "track"\n'),
        DEFAULTS_READ,
        'no action type nota; did you mean "note"?',
        id="defaults of no action type",
    ),
    pytest.param(
        subject_of(defaults=DEFAULTS.replace("map", "mapp")), DEFAULTS_READ, "mapp", id="defaults with a typing error"
    ),
    pytest.param(subject_of(defaults=DEFAULTS.replace("text:", "txt:")), COMPLETE, "txt", id="defaults of no field"),
    pytest.param(
        subject_of(cases=CASES.replace("50,", "51,")),
        HOLDS,
        "custom_with_value: sends[0][0].data.value: expected 51, got 50",
        id="a case that fails",
    ),
    pytest.param(
        subject_of(replace(TOY, action_types=(NOTE, replace(NOTE, name="other")))),
        EACH_TYPE,
        "no case does other",
        id="a type without a case",
    ),
    pytest.param(with_build(build_counting), SAME, "note: the same payloads gave other requests", id="a counter"),
    pytest.param(with_build(build_remembering), CHANGES, "note: build changed the settings", id="settings that grow"),
    pytest.param(with_build(build_backwards), ORDER, "rows of a request come from payloads [", id="rows backwards"),
    pytest.param(with_build(build_some), ORDER, "no request is about payload 1 of ", id="a payload forgotten"),
    pytest.param(
        with_type(replace(NOTE, limits=Limits(items=10, bytes=60))),
        FULL,
        "note: its body has ",
        id="a payload over the limit",
    ),
    pytest.param(
        with_build(build_leaking),
        LEAKS,
        "a secret appears in the request as it is shown",
        id="half a secret in the URL",
    ),
    pytest.param(
        with_type(replace(NOTE, payload=TellingNote)), LEAKS, "a payload as Python shows it", id="a secret in a payload"
    ),
    pytest.param(
        with_judge(judge_trusting), JUDGE, "judge fails for 200 with nothing: TypeError", id="an answer that is trusted"
    ),
    pytest.param(with_judge(judge_forgetful), JUDGE, "judge returned 1 outcomes for ", id="an outcome forgotten"),
    pytest.param(
        with_judge(judge_in_words), JUDGE, "judge returned str where an outcome belongs", id="outcomes in words"
    ),
    pytest.param(
        with_type(replace(NOTE, success=Success.JSON)),
        SUCCESS,
        "note: judge reads a verdict from 200 with ",
        id="a verdict where none is said to be",
    ),
    pytest.param(
        with_type(replace(NOTE, build=build_to_slack, judge=None, success=Success.JSON)),
        SUCCESS,
        "note: its stand-in answers 200 with what is not JSON, and success is JSON",
        id="a stand-in that answers otherwise",
    ),
    pytest.param(with_judge(lambda *_: None), JUDGE, "judge returned NoneType where a list belongs", id="no outcomes"),
    pytest.param(with_build(build_anywhere), HOSTILE, "the URL is not percent-encoded", id="a raw text in the URL"),
    pytest.param(with_build(build_at), HOSTILE, "the request goes to ", id="a host made of the event"),
    pytest.param(with_type(replace(NOTE, payload=StrictNote)), HOSTILE, "E590", id="a validator that raises"),
]


@pytest.mark.parametrize(("subject", "check", "words"), BROKEN)
def test_a_breach_is_found(subject: Subject, check: str, words: str) -> None:
    found = breaches(subject)
    assert any(words in reported for reported in found.get(check, [])), found


def test_a_sound_destination_keeps_the_contract() -> None:
    assert breaches(subject_of()) == {}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("Toy", '"Toy" is not a name', id="a capital"),
        pytest.param("to-y", '"to-y" is not a name', id="a dash"),
        pytest.param("1st", '"1st" is not a name', id="a number first"),
    ],
)
def test_a_name_that_is_none(name: str, message: str) -> None:
    subject = subject_of(replace(TOY, action_types=(NOTE, replace(NOTE, name=name))))
    assert breaches(subject)[NAMES] == [f"{message}; write lower-case letters, digits and _"]


@pytest.mark.parametrize(
    ("types", "message"),
    [
        pytest.param((), "it has no action type; what should an action do with it?", id="none"),
        pytest.param((NOTE, NOTE), "two action types are called note", id="twice the same"),
    ],
)
def test_no_action_types_or_two_of_one_name_are_reported(types: tuple[ActionType, ...], message: str) -> None:
    assert breaches(subject_of(replace(TOY, action_types=types)))[NAMES] == [message]


def test_texts_of_another_destination() -> None:
    subject = subject_of(replace(TOY, help="Sends notes to Tallyboard."))
    other = replace(TOY, name="tallyboard", title="Tallyboard")
    registry = Registry({"tallyboard": (), "toy": ()})
    registry._loaded |= {"tallyboard": Plugin(other, "", "", ""), "toy": subject.plugin}
    found = breaches(replace(subject, registry=registry))
    assert found == {TITLES: ["its help speaks of Tallyboard: Sends notes to Tallyboard."]}


def reading(call: Callable[[], object]) -> Subject:
    def build_reading(notes: Sequence[Note], settings: ToySettings) -> Request:
        call()
        return build(notes, settings)

    return with_build(build_reading)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        pytest.param(time.time, "time.time", id="the clock"),
        pytest.param(random.random, "random.random", id="chance"),
        pytest.param(lambda: socket.socket().close(), "socket.__new__", id="a connection"),
        pytest.param(
            lambda: subprocess.run([sys.executable, "-c", ""], check=True), "subprocess.Popen", id="a program"
        ),
    ],
)
def test_what_build_touches(call: Callable[[], object], name: str) -> None:
    reported = breaches(reading(call))[TOUCHES]
    assert any(one.startswith(f"note: build calls {name} (contract/test_contract.py:") for one in reported), reported


def test_a_file_that_build_writes(tmp_path: Path) -> None:
    assert "build calls open" in " ".join(breaches(reading(lambda: (tmp_path / "x").write_text("x")))[TOUCHES])


def test_a_payload_that_build_changes() -> None:
    assert breaches(with_build(build_changing))[CHANGES] == [
        "note: build changed a payload: data; make a new dict or list instead"
    ]


def test_a_destination_without_cases_is_reported_to_write_some() -> None:
    reported = "there is no cases.yaml beside its code; write one, with a case for each type"
    found = breaches(replace(subject_of(), cases=(), trouble=reported))
    assert found == {HOLDS: [reported], EACH_TYPE: ["no case does note"]}


def test_a_destination_that_is_not_there() -> None:
    with pytest.raises(LookupError, match="there is no destination nowhere"):
        read_subject("nowhere", load_registry([]))


def test_headers_that_hold_line_breaks_are_refused_in_words() -> None:
    assert breaches(with_build(build_trusting)) == {}


def write_notes(notes: Sequence[Note], settings: ToySettings) -> Write:
    return Write.of("toy", f"notes.{settings.region}", rows(notes))


def write_backwards(notes: Sequence[Note], _: ToySettings) -> Write:
    return Write.of("toy", "notes", rows(notes[::-1]), range(len(notes))[::-1])


def write_secrets(notes: Sequence[Note], settings: ToySettings) -> Write:
    return Write.of("toy", settings.api_key.get_secret_value()[:12], rows(notes))


@pytest.mark.parametrize(
    ("build", "check"),
    [
        pytest.param(write_notes, None, id="a sound one"),
        pytest.param(write_backwards, ORDER, id="rows backwards"),
        pytest.param(write_secrets, LEAKS, id="half a secret as the name of a table"),
    ],
)
def test_a_writer_keeps_the_same_contract(build: Callable[[Sequence[Any], Any], Write], check: str | None) -> None:
    assert list(breaches(with_type(replace(NOTE, build=build, judge=None)))) == ([check] if check else [])
