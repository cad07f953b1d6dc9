"""The clauses, in the order in which an author meets them."""

from collections.abc import Callable
from functools import partial

from actions.kit.contract.answers import find_bad_judgements
from actions.kit.contract.building import (
    find_changed_payloads,
    find_changes_on_disk,
    find_changing_requests,
    find_disorder,
    find_overfull_batches,
    find_touches,
)
from actions.kit.contract.case_table import find_events_without_case, find_failing_cases, find_types_without_case
from actions.kit.contract.check import Check
from actions.kit.contract.defaults import find_incomplete_actions, find_odd_defaults
from actions.kit.contract.hostile import find_casualties
from actions.kit.contract.manifest import (
    find_foreign_titles,
    find_missing_texts,
    find_odd_limits,
    find_odd_names,
    find_open_secrets,
)
from actions.kit.contract.secrecy import find_leaks
from actions.kit.contract.subject import Subject
from actions.kit.contract.successes import find_misread_successes

CLAUSES: tuple[tuple[str, Callable[[Subject], list[str]]], ...] = (
    ("names are words of a mapping file", find_odd_names),
    ("title, help and descriptions are there", find_missing_texts),
    ("no text speaks of another destination", find_foreign_titles),
    ("limits are limits", find_odd_limits),
    ("settings that are secrets are SecretStr", find_open_secrets),
    ("defaults.yaml reads without findings", find_odd_defaults),
    ("an action that only says do: is complete", find_incomplete_actions),
    ("every case holds", find_failing_cases),
    ("every action type has a case", find_types_without_case),
    ("the same payloads give the same requests", find_changing_requests),
    ("build changes neither payloads nor settings", find_changed_payloads),
    ("build touches nothing but its arguments", find_touches),
    ("payloads come back from disk as they were", find_changes_on_disk),
    ("rows keep the order of payloads", find_disorder),
    ("full batches can be sent", find_overfull_batches),
    ("no secret can be read", find_leaks),
    ("judge bears any answer", find_bad_judgements),
    ("answers of success are what the type says", find_misread_successes),
    ("hostile events do no harm", find_casualties),
)
BUILT_IN = (("every standard event has a case", find_events_without_case),)


def contract_of(subject: Subject) -> list[Check]:
    """The checks of a destination; those that come with this package also have a case for each standard event."""
    clauses = (*CLAUSES, *BUILT_IN) if subject.built_in else CLAUSES
    return [Check(name, partial(find, subject)) for name, find in clauses]
