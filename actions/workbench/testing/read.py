"""The `tests:` of a mapping file, read with their places."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from actions.codes import CODES
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.workbench.testing.matchers import wrong_matchers
from mappings.event_fields import EVENT_TYPES
from mappings.fields.check_targets import fields_at
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean
from mappings.located import Located
from mappings.yaml_reader.past_errors import read_past_errors

NOT_WHOLE, NO_ACTION, NOT_EXPECTED = "E140", "E141", "W142"
NOTHING: Final = "nothing"
KEYS = ("name", "given", "expect")
OUTCOMES = ("payload", "payload_has", "error")
EXPECTED_KEYS = ("action", *OUTCOMES, "request_has")
# What other tools call the keys of a test.
CALLED_ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("event", "input", "sample", "when"), "given"),
        **dict.fromkeys(("expected", "output", "result", "then"), "expect"),
        **dict.fromkeys(("contains", "fields", "has", "payload_contains", "payload_includes"), "payload_has"),
        **dict.fromkeys(("do", "name"), "action"),
    }
)
NO_WORDS = ("none", "no", "empty", "null", "never")


@dataclass(frozen=True, slots=True)
class Expected:
    """One action that must fire: with this payload, with a payload that has this, or with an error of this code.

    `outcome` says which of the three; it is None where it is enough that the action fires.
    """

    action: str
    outcome: str | None
    value: Any
    request_has: Any
    spot: Located

    @property
    def place(self) -> Place:
        return self.spot.place


@dataclass(frozen=True, slots=True)
class Written:
    """One test of the instance `instance`. `given` is an event, or the name of a file that holds it.

    `expected` is empty where nothing must fire, and None where the test does not say yet.
    """

    name: str
    instance: str
    given: Any
    expected: tuple[Expected, ...] | None
    spot: Located

    @property
    def place(self) -> Place:
        """Where it stands: looked up in the file, which takes a while."""
        return self.spot.place

    @property
    def file(self) -> str:
        return self.spot.file

    @property
    def names(self) -> Collection[str]:
        """The actions that it names."""
        return [one.action for one in self.expected or ()]


# Gives the event in the file that a test names; LookupError, which says what is wrong, where there is none.
ReadSample = Callable[[Written], Any]


def read_tests(texts: Mapping[str, str], plan: Plan, report: Report) -> list[Written]:
    """The tests of all files, in their order; what is wrong with any of them goes to the report."""
    found: list[Written] = []
    for file, text in texts.items():
        if "tests:" not in text:
            continue
        # What else there is to say of the file was said when the project was loaded.
        for document in read_past_errors(text, file, Report()):
            if isinstance(document.value, dict) and "tests" in document.value:
                found += read_tests_of(document, plan, report)
    return found


def read_tests_of(document: Located, plan: Plan, report: Report) -> list[Written]:
    """The tests of one document of a mapping file."""
    instance = str(document.value.get("name") or document.value.get("destination"))
    tests = document.at("tests")
    if not isinstance(tests.value, list):
        if tests.value is not None:
            report.add(NOT_WHOLE, tests.place, f"tests: is a list, not {kind_of(tests.value)}", "start with - name:")
        return []
    actions = [one for one in plan.actions if one.instance.name == instance]
    seen: dict[str, Written] = {}
    found = []
    for number in range(len(tests.value)):
        test = _Reader(report, actions).test(tests.at(number), instance)
        if test and test.name in seen:
            message = f'two tests are called "{test.name}"'
            report.add(NOT_WHOLE, test.spot.at("name").place, message, "give one of them another name",
                       related=(seen[test.name].place,))  # fmt: skip
        elif test:
            seen[test.name] = test
            found.append(test)
    return found


def find_action(name: str, actions: Sequence[PlannedAction]) -> PlannedAction | None:
    """The action of this name, id or key."""
    return next((one for one in actions if name in (one.name, one.id, one.key)), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    report: Report
    actions: Sequence[PlannedAction]

    def test(self, spot: Located, instance: str) -> Written | None:
        before = len(self.report)
        written: dict[str, Any] = self.map_of(spot, KEYS, "a test")
        name, given = written.get("name"), written.get("given")
        if not isinstance(written.get("expect", NOTHING), str | list):
            self.refuse(spot.at("expect"), f"expect: is nothing or a list, not {kind_of(written['expect'])}",
                        "write expect: nothing, or a list that starts with - action:")  # fmt: skip
        if written and not (isinstance(name, str) and name.strip()):
            self.refuse(spot.at("name") if name else spot, "a test needs a name", "name: what must hold")
        is_elsewhere = any(CALLED_ELSEWHERE.get(str(key)) == "given" for key in written)
        if written and not isinstance(given, dict | str) and not is_elsewhere:
            self.refuse(spot.at("given") if "given" in written else spot, "a test needs an event",
                        "given: {type: track, event: …}, or the name of a file with one")  # fmt: skip
        if isinstance(given, dict) and given and "type" not in given:
            hint = "write type: track" if "event" in given else f"the types are {', '.join(EVENT_TYPES)}"
            self.refuse(spot.at("given"), "the event has no type", hint)
        kind = given.get("type") if isinstance(given, dict) else None
        if isinstance(kind, str) and kind not in EVENT_TYPES:
            hint = did_you_mean(kind, EVENT_TYPES) or f"the types are {', '.join(EVENT_TYPES)}"
            self.refuse(spot.at("given", "type"), f"no event has the type {show(kind)}", hint)
        expected = self.expected(spot.at("expect")) if "expect" in written else None
        if len(self.report) > before or not isinstance(name, str):
            return None
        if expected is None:
            message = f'the test "{name}" does not say what must come of its event'
            self.report.add(NOT_EXPECTED, spot.place, message, "`actions test --record` writes it")
        return Written(name, instance, given, expected, spot)

    def expected(self, spot: Located) -> tuple[Expected, ...]:
        if isinstance(spot.value, str):
            if spot.value != NOTHING:
                near = "write nothing" if spot.value in NO_WORDS else did_you_mean(spot.value, [NOTHING])
                hint = near or "or list the actions that must fire: - action: …"
                self.refuse(spot, f"expect: is nothing or a list, not {show(spot.value)}", hint)
            return ()
        count = len(spot.value) if isinstance(spot.value, list) else 0
        return tuple(filter(None, (self.one(spot.at(number)) for number in range(count))))

    def one(self, spot: Located) -> Expected | None:
        written = self.map_of(spot, EXPECTED_KEYS, "an expected action")
        name = written.get("action")
        is_elsewhere = any(CALLED_ELSEWHERE.get(str(key)) == "action" for key in written)
        if written and not isinstance(name, str) and not is_elsewhere:
            self.refuse(spot, "an expected action needs its name", "action: the name of an action of this file")
        if not isinstance(name, str):
            return None
        if find_action(name, self.actions) is None:
            names = [one.name for one in self.actions]
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            self.report.add(NO_ACTION, spot.at("action").place, f'this file has no action "{name}"', hint)
        said = [one for one in OUTCOMES if one in written]
        if len(said) > 1:
            self.refuse(spot.at(said[1]), f"{said[0]}: and {said[1]}: cannot be used together", "keep one of them")
        outcome = said[0] if said else None
        value = written.get(outcome) if outcome else None
        if outcome in ("payload", "payload_has"):
            self.payload(spot.at(outcome), outcome, find_action(name, self.actions))
        for key in (outcome, "request_has"):
            if key in ("payload", "payload_has", "request_has") and key in written:
                for wrong, message, hint, is_key in wrong_matchers(spot.at(key)):
                    self.refuse(wrong, message, hint, key=is_key)
        if outcome == "error":
            self.error(spot.at("error"))
        return Expected(name, outcome, value, written.get("request_has"), spot)

    def payload(self, spot: Located, outcome: str, action: PlannedAction | None) -> None:
        """Refuse what is not a map of fields, and `data.plan` as a name: that is `plan` in the field `data`."""
        if not isinstance(spot.value, dict):
            self.refuse(spot, f"{outcome}: holds fields, not {kind_of(spot.value)}", f"{outcome}: {{field: value}}")
            return
        fields = fields_at(action.action_type.payload, ()) if action else None
        for name in spot.value if fields else ():
            field, dot, inner = str(name).partition(".")
            if dot and fields and name not in fields and field in fields:
                way = inner.replace(".", ": {")
                hint = f"write {field}: {{{way}: …{'}' * (inner.count('.') + 1)}"
                message = f"there is no field {show(name)}: a dot is part of a name here"
                self.refuse(spot.at(name), message, hint, key=True)

    def error(self, spot: Located) -> None:
        code = spot.value
        if not isinstance(code, str):
            self.refuse(spot, "error: is a code such as E501", "`actions run` shows which")
        elif code not in CODES:
            hint = f"write {code.upper()}" if code.upper() in CODES else "`actions run` shows which; such as E501"
            self.refuse(spot, f"there is no code {show(code)}", hint)

    def map_of(self, spot: Located, keys: Sequence[str], thing: str) -> dict[str, Any]:
        """The map, or an empty one with a finding; a finding for each key that is not one of `keys`, too."""
        if isinstance(spot.value, str) and keys is EXPECTED_KEYS:
            self.refuse(spot, f"{thing} is a map, not a text", f"write - action: {spot.value}")
            return {}
        if not isinstance(spot.value, dict):
            self.refuse(spot, f"{thing} is a map, not {kind_of(spot.value)}", f"its keys are {', '.join(keys)}")
            return {}
        for key in spot.value:
            if key not in keys:
                meant = CALLED_ELSEWHERE.get(str(key))
                hint = f"write {meant}:" if meant in keys and meant not in spot.value else did_you_mean(str(key), keys)
                hint = hint or f"its keys are {', '.join(keys)}"
                self.refuse(spot.at(str(key)), f"{thing} has no key {key}:", hint, key=True)
        return dict(spot.value)

    def refuse(self, spot: Located, message: str, hint: str, *, key: bool = False) -> None:
        self.report.add(NOT_WHOLE, spot.key_place if key else spot.place, message, hint)
