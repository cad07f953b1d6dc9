"""A package that was written against version 0.1 of the SDK, installed beside this tree: it works as it did.

It makes its requests by `build`, knows nothing of rows, and calls things by the names that they had.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from destinations.testing import StandIn
from tests.installed_packages import write_about

PACKAGE = '''
"""Tallyboard: counts sales. Up to 50 sales go into one request."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator

from destinations.sdk import (
    ActionType, Amount, Currency, Destination, EpochSeconds, HashedEmail, Limits, Outcome, Payload, Personal, Request,
    Response, Settings, hashing, hookimpl, normal_name, refusal, shown, to_minor,
)
from destinations.sdk.families.ads import given, needs_one, spelled
from destinations.sdk.families.events import judge_rows, somebody, taken_by


class TallyboardSettings(Settings):
    """A board."""

    api_key: SecretStr = Field(description="Account, Keys.")
    region: Literal["eu", "us"] = Field("eu", description="Where the board lives.")


class Sale(Payload):
    """One sale."""

    sale_id: str = Field(description="The order's id; at most 20 characters.")
    sold_at: EpochSeconds = Field(description="When it was sold.")
    amount: Amount = Field(description="What the buyer pays, in major units.")
    currency: Currency = Field(description="ISO 4217 code of the amount.")
    customer: Annotated[str, BeforeValidator(taken_by("Tallyboard"))] | None = Field(None, description="Whose it is.")
    buyer: HashedEmail = Field(None, description="The buyer's e-mail address; only its hash is sent.")
    city: Annotated[str | None, BeforeValidator(hashing(normal_name)), Personal("city", sent="sha256")] = Field(
        None, description="Where the buyer lives; only its hash is sent."
    )
    labels: dict[str, Any] = Field(default={}, description="Anything to group sales by.")

    _somebody = somebody("customer", "buyer")
    _buyer = needs_one("buyer", "customer")

    @field_validator("sale_id")
    @classmethod
    def _short(cls, sale_id: str) -> str:
        if len(sale_id) > 20:
            raise refusal(f"{shown(sale_id)} has over 20 characters; Tallyboard takes 20")
        return sale_id


def build_sales(sales: Sequence[Sale], settings: TallyboardSettings) -> Request:
    """One request with a row for each sale."""
    key = settings.api_key.get_secret_value()
    url = f"https://{settings.region}.tallyboard.example/v1/sales"
    return Request.post(url, json=[to_row(sale) for sale in sales], bearer=key)


def to_row(sale: Sale) -> dict[str, Any]:
    row = {"dedupe": sale.delivery_id, "cents": to_minor(sale.amount, sale.currency)}
    return given(row | spelled(sale, "currency", "customer", "buyer", "city", "labels", sale_id="id", sold_at="at"))


def judge_sales(response: Response, sales: Sequence[Sale]) -> list[Outcome]:
    """Rejected for the rows that the answer names; nothing for answers that name none."""
    rows = response.json().get("refused", ()) if response.status == 207 else ()
    return judge_rows(response, sales, {row["index"]: row["why"] for row in rows})


SALE = ActionType("sale", Sale, build_sales, "Count a sale.", Limits(items=50), judge=judge_sales)
TALLYBOARD = Destination("tallyboard", "Tallyboard", TallyboardSettings, (SALE,), "Counts sales.")


@hookimpl
def register_destinations() -> list[Destination]:
    return [TALLYBOARD]
'''
DEFAULTS = """
version: 1
action_types:
  sale:
    when: type = "track" and event = "Order Completed"
    map:
      sale_id: {from: [properties.order_id, messageId], as: text}
      sold_at: timestamp
      amount: {from: [properties.revenue, properties.total, properties.value]}
      currency: {from: properties.currency, default: USD}
      customer: userId
      buyer: context.traits.email || traits.email
      city: context.traits.address.city
"""
STAND_IN = '''
from destinations.testing.vendor import Answer, Call, Refusal, Vendor


def answer(call: Call) -> Answer:
    """Sales over a million are refused by row, whoever has no key is refused altogether."""
    if call.headers.get("authorization") != "Bearer k3y":
        return Answer.of_json(401, {"why": "no key"})
    large = [number for number, sale in enumerate(call.json()) if sale["cents"] > 100_000_000]
    body = {"refused": [{"index": number, "why": "over a million"} for number in large]}
    refusals = tuple(Refusal(number, "cents", "over a million") for number in large)
    return Answer.of_json(207 if large else 200, body, accepted=(), refusals=refusals)


VENDOR = Vendor("tallyboard", ("*.tallyboard.example",), answer)
'''
MAPPING = "version: 1\ndestination: tallyboard\nsettings: {api_key: {secret: KEY}}\nactions: [{do: sale}]\n"
PROJECT = {"name": "tallyboard", "version": "0.1", "entry-points": {"destinations": {"tallyboard": "tallyboard"}}}
ADA = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def order(name: str, revenue: Any, **event: Any) -> dict[str, Any]:
    when = "2026-03-01T10:15:30.250Z"
    properties = {"order_id": name, "revenue": revenue, "currency": "eur"}
    context = {"traits": {"email": "Ada@Example.com"}}
    usual = {"type": "track", "event": "Order Completed", "userId": "u-1", "messageId": name, "timestamp": when}
    return {**usual, "properties": properties, "context": context, **event}


EVENTS = [
    order("A7", 19.99),
    order("A8", 2_000_000),
    order("A9", "abc"),
    order("A10", 5, userId="null"),
    order("A11", 5, event="Product Viewed"),
    order("SHOP-2026-0000000001-A", 5),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project, beside the package as an installer leaves it."""
    installed, project = tmp_path / "installed", tmp_path / "project"
    (installed / "tallyboard").mkdir(parents=True)
    for name, text in (("__init__.py", PACKAGE), ("defaults.yaml", DEFAULTS), ("stand_in.py", STAND_IN)):
        (installed / "tallyboard" / name).write_text(text, encoding="utf-8")
    write_about(PROJECT, installed)
    (project / "mappings").mkdir(parents=True)
    (project / "mappings" / "tallyboard.yaml").write_text(MAPPING, encoding="utf-8")
    (project / "events.ndjson").write_text("".join(json.dumps(one) + "\n" for one in EVENTS), encoding="utf-8")
    return project


async def actions(folder: Path, *words: str) -> tuple[int | None, list[Any], str]:
    """The exit code, the rows, and what else the command says: a process in which the package is installed."""
    path = os.pathsep.join([str(folder.parent / "installed"), *sys.path])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from actions.cli.main import main; main()", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "KEY": "k3y"},
    )
    out, err = await process.communicate()
    return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


def statuses(rows: Sequence[Any]) -> list[tuple[int, str, str | None]]:
    return [(row["line"], row["status"], row.get("outcome", {}).get("status")) for row in rows]


# Its old names warn.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_is_checked_run_and_delivered_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def use() -> tuple[Any, ...]:
        checked = await actions(folder, "check", "--format", "json")
        dry = await actions(folder, "run", "events.ndjson", "--format", "json")
        async with StandIn() as stand_in:
            words = ("run", "events.ndjson", "--format", "json", "--send", "--yes", "--divert", stand_in.url)
            sent = await actions(folder, *words)
            return checked, dry, sent, [one.status for one in stand_in.received]

    # The stand-in of the package is found as the package is.
    monkeypatch.syspath_prepend(str(folder.parent / "installed"))
    (code, found, _), (_, rows, _), (_, sent, said), received = asyncio.run(use())
    assert (code, [one for one in found if one.get("severity") == "error"]) == (0, [])
    assert statuses(rows) == [
        (1, "fired", None),
        (2, "fired", None),
        (3, "failed", None),
        (4, "fired", None),
        (6, "failed", None),
    ]
    [request] = rows[0]["requests"]
    assert request["url"] == "https://eu.tallyboard.example/v1/sales"
    [row] = request["body"]
    at = {"dedupe": rows[0]["delivery_id"], "id": "A7", "at": 1772360130, "currency": "EUR", "cents": 1999}
    assert row == {**at, "customer": "u-1", "buyer": ADA}
    assert sorted(statuses(sent)) == [
        (1, "fired", "sent"),
        (2, "fired", "rejected"),
        (3, "failed", None),
        (4, "fired", "sent"),
        (6, "failed", None),
    ]
    assert received == [207]
    assert "Traceback" not in said
