"""Whether secrets leak into output or logs, tried with made-up ones."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import partial
from io import StringIO

from msgspec.structs import replace

from actions.kit.contract.subject import PayloadGroup, Subject, Tried, built, copies
from actions.settings.explain_settings import takes_secret
from actions.settings.settings import InstanceSettings, MissingReferenceError
from destinations.delivery.redaction.redact import Redactor
from destinations.delivery.send import Exchange
from destinations.delivery.status import judge_answer
from destinations.sdk.request import Request, Response
from destinations.sdk.settings import Settings

PLAIN = "Kq7vXw2mZp9sLr4tBn8dYc3f"
IN_BASE64 = b64encode(b"made up for the contract, 32 by.").decode()
HALF = 12
ADVICE = "say what is wrong without it"
# How pydantic writes a secret whose value was not taken out.
STARS = "**********"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
STATUSES = (200, 400, 401, 500)


def find_leaks(subject: Subject) -> list[str]:
    """Where a secret could be read, with the place and the action type."""
    found = []
    for one in subject.groups:
        settings = made_up_secrets(one.settings)
        if settings is None:
            found.append("no made-up secret fits the settings; write one out in cases.yaml that does")
            continue
        secrets = [value for _, value in settings.secrets()]
        if problem := _masked(one):
            found.append(f"{one.action_type.name}: {problem}")
        places = _places(one, settings) if secrets else ()
        found += [
            f"{one.action_type.name}: a secret appears in {where}" for where, text in places if leaks(text, secrets)
        ]
    known: dict[str, Settings | None] = {}
    for tried in subject.tried:
        key = repr(tried.instance.settings.raw)
        if key not in known:
            known[key] = made_up_secrets(tried.instance.settings)
        found += _shown_in_errors(tried, subject, known[key])
    return found


def _masked(group: PayloadGroup) -> str:
    """Where stars go out in the place of a secret."""
    for one in built(group.action_type, group.payloads, group.settings.shown):
        if isinstance(one, Request):
            parts = {"the URL": one.url, "the body": one.body.decode("utf-8", "replace")} | {
                f"the header {name}": value for name, value in one.headers.items()
            }
            for where, text in parts.items():
                if STARS in text:
                    return f"{where} has {STARS} in the place of a secret; write settings.api_key.get_secret_value()"
    return ""


def _shown_in_errors(tried: Tried, subject: Subject, settings: Settings | None) -> Iterator[str]:
    """Secrets in the words of a refusal, and in what `build` prints."""
    secrets = [value for _, value in settings.secrets()] if settings else []
    if not secrets:
        return
    for decision in tried.decide(tried.case.event):
        kind = subject.destination.action_type(decision.type or "")
        if decision.status != "fired" or kind is None:
            continue
        printed = StringIO()
        try:
            with redirect_stdout(printed), redirect_stderr(printed):
                kind.build(copies([decision.payload]), settings)
        except Exception as error:  # noqa: BLE001 - what it says is looked at
            if leaks(str(error), secrets):
                yield f"{kind.name}: a secret appears in the error that build raises; {ADVICE}"
        if leaks(printed.getvalue(), secrets):
            yield f"{kind.name}: a secret appears in what build prints; take the print out"


def made_up_secrets(settings: InstanceSettings) -> Settings | None:
    """The settings with secrets to look for; those of the cases where only they fit, as a key of a certain form."""
    model = type(settings.shown)
    named = {one.name for one in settings.references if one.secret}
    for secret in (PLAIN, IN_BASE64, None):
        raw = {
            name: secret if secret and isinstance(value, str) and takes_secret(model, (name,)) else value
            for name, value in settings.raw.items()
        }
        made_up = dict.fromkeys(named, secret or PLAIN)
        try:
            return replace(settings, raw=raw).resolve(made_up.get)
        except MissingReferenceError:
            continue
    return None


def _places(group: PayloadGroup, settings: Settings) -> Iterator[tuple[str, str]]:
    """Each place that people or logs read, and what stands there."""
    kind = group.action_type
    redactor = Redactor(settings.secrets())
    yield "the settings as Python shows them", f"{settings!r} {settings}"
    yield "the settings as JSON", settings.model_dump_json()
    for payload in copies(group.payloads) if kind.rows is not None else ():
        row = b" ".join(kind.write_rows(payload, settings))
        yield "a row; let the request put it in, as `rows.beginning_with` does", row.decode()
    for sendable in built(kind, group.payloads, settings):
        shown = redactor.value(sendable.shown())
        yield "the request as it is shown", json.dumps(shown, ensure_ascii=False, default=str)
        if not isinstance(sendable, Request):
            continue
        for answer in _echoes(sendable):
            excerpt = redactor.extract(answer.body)
            exchange = Exchange("contract", kind.name, shown, answer.status, excerpt)
            yield "what is shown of request and answer", repr(exchange)
            for verdict in judge_answer(kind, group.payloads, answer, NOW, partial(str, excerpt)):
                yield "the reason of an outcome", redactor.text(getattr(verdict, "reason", ""))
    yield "a payload as Python shows it", repr(group.payloads)


def _echoes(request: Request) -> Iterator[Response]:
    """Answers that repeat the whole request, as tools do when they explain what was wrong with it."""
    whole = f"{request.url} {request.wire_headers(NOW)} {request.body.decode('utf-8', 'replace')}"
    shapes = (whole, {"error": whole, "message": whole}, {"error": {"message": whole, "code": 7}}, {"errors": [whole]})
    for status in STATUSES:
        for shape in shapes:
            yield Response(request, status, {}, json.dumps(shape).encode())


def leaks(text: str, secrets: list[str]) -> bool:
    parts = {part for one in secrets for part in (one, one[:HALF], one[-HALF:]) if len(one) >= 2 * HALF or part == one}
    return any(part in text for part in parts)
