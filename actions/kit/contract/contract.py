"""The clauses, in the order in which they are reported."""

from collections.abc import Callable
from functools import partial

from actions.kit.contract.building.batches import find_refused_batches
from actions.kit.contract.building.money import find_float_money
from actions.kit.contract.building.optional import find_missing_parts
from actions.kit.contract.building.order import find_disorder
from actions.kit.contract.building.pure import (
    find_changed_payloads,
    find_changes_on_disk,
    find_changing_requests,
    find_overfull_batches,
    find_touches,
)
from actions.kit.contract.building.rows import find_other_rows
from actions.kit.contract.check import Check
from actions.kit.contract.declared.case_table import (
    find_events_without_case,
    find_failing_cases,
    find_types_without_case,
)
from actions.kit.contract.declared.defaults import find_incomplete_actions, find_odd_defaults
from actions.kit.contract.declared.manifest import (
    find_foreign_titles,
    find_missing_texts,
    find_odd_limits,
    find_odd_names,
    find_open_secrets,
    find_plain_addresses,
    find_shared_defaults,
)
from actions.kit.contract.functions import find_wrong_functions, find_wrong_providers
from actions.kit.contract.hostile import find_hostile_failures
from actions.kit.contract.judging.answers import find_bad_judgements
from actions.kit.contract.judging.successes import find_misread_successes
from actions.kit.contract.processes.others import find_other_results, find_touches_at_import
from actions.kit.contract.secrecy import find_leaks
from actions.kit.contract.subject import Subject

Clause = tuple[str, Callable[[Subject], list[str]]]
IMPORTED = "importing it touches nothing"
ELSEWHERE = "other processes give the same requests"
DECLARED: tuple[Clause, ...] = (
    ("names are words of a mapping file", find_odd_names),
    ("title, help and descriptions are there", find_missing_texts),
    ("no text speaks of another destination", find_foreign_titles),
    ("limits are limits", find_odd_limits),
    ("settings that are secrets are SecretStr", find_open_secrets),
    ("no default is shared by all calls", find_shared_defaults),
    (IMPORTED, find_touches_at_import),
    (
        "functions and secret providers are what they say",
        lambda one: find_wrong_functions(one) + find_wrong_providers(one),
    ),
    ("defaults.yaml reads without findings", find_odd_defaults),
    ("an action that only says do: is complete", find_incomplete_actions),
    ("every action type has a case", find_types_without_case),
)
WORKS: Clause = ("build makes requests of the cases' payloads", lambda one: [*one.unbuilt, *one.unkeyed])
TOGETHER: Clause = ("payloads are taken together as limits say", find_refused_batches)
CASES: Clause = ("every case holds", find_failing_cases)
BUILDING: tuple[Clause, ...] = (
    ("the same payloads give the same requests", find_changing_requests),
    (ELSEWHERE, find_other_results),
    ("rows are the same for payloads and records", find_other_rows),
    ("build changes neither payloads nor settings", find_changed_payloads),
    ("build touches nothing but its arguments", find_touches),
    ("payloads come back from disk as they were", find_changes_on_disk),
    ("rows keep the order of payloads", find_disorder),
    ("optional fields may be missing", find_missing_parts),
    ("amounts keep every cent", find_float_money),
    ("full batches can be sent", find_overfull_batches),
    ("requests are encrypted", find_plain_addresses),
    ("no secret can be read", find_leaks),
    ("judge bears any answer", find_bad_judgements),
    ("answers of success are what the type says", find_misread_successes),
    ("hostile events do no harm", find_hostile_failures),
)
BUILT_IN: tuple[Clause, ...] = (("every standard event has a case", find_events_without_case),)


def contract_of(subject: Subject) -> list[Check]:
    """The checks of a destination; those that come with this package also have a case for each standard event.

    Where `build` fails, that is reported once, and what depends on it is skipped.
    """
    fails = "build fails" if subject.unbuilt or subject.unkeyed else ""
    hangs = fails or ("build refuses batches" if find_refused_batches(subject) else "")
    foreign = "" if subject.built_in else "it is for the destinations of this project"
    return [
        *(Check(name, partial(find, subject)) for name, find in (*DECLARED, WORKS)),
        *(Check(name, partial(find, subject), fails) for name, find in (TOGETHER, CASES)),
        *(Check(name, partial(find, subject), hangs) for name, find in BUILDING),
        *(Check(name, partial(find, subject), foreign) for name, find in BUILT_IN),
    ]
