# ruff: noqa: ARG001 - what is built and judged has the parameters that it is called with
"""Destinations that break the contract, as authors do without knowing."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import Field

from actions.kit.contract.subject import Subject
from destinations.sdk import (
    ActionType,
    Amount,
    Currency,
    Outcome,
    Rejected,
    Request,
    Response,
    Rows,
    Sent,
    to_minor,
)
from tests.actions.kit.contract.toy_destination import CASES, DEFAULTS, NOTE, TOY, Note, ToySettings, rows, subject_of

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


def hundredths(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    return Request.post(URL, json=[{"text": one.text, "cents": round((one.total or 0) * 100)} for one in notes])


def as_float(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    return Request.post(URL, json=[{"text": one.text, "total": str(float(one.total or 0))} for one in notes])


def by_amount(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    return exact_cents(sorted(notes, key=lambda one: one.total or 0), settings)


def but_nought(notes: Sequence[PaidNote], settings: ToySettings) -> Request:
    return exact_cents([one for one in notes if one.total], settings)


def one_alone(notes: Sequence[Note], settings: ToySettings) -> Request:
    if len(notes) > 1:
        raise ValueError("one at a time")
    return sent(notes, settings)


def not_many(notes: Sequence[Note], settings: ToySettings) -> Request:
    if len(notes) > 6:
        raise ValueError("too many")
    return sent(notes, settings)


def telling_of_many(notes: Sequence[Note], settings: ToySettings) -> Request:
    if len(notes) > 1:
        raise ValueError(f"bad key {settings.api_key.get_secret_value()}")
    return sent(notes, settings)


def counting(response: Response, notes: Sequence[Note], seen: tuple[list[int], ...] = ([],)) -> list[Outcome]:
    seen[0].append(1)
    return [] if len(seen[0]) % 2 else [Rejected("odd")] * len(notes)
