"""Which instances may not have an event, as the person did not agree to what they are for."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from actions.decision import Decision, NotFired
from actions.serve.privacy.consent_set import ConsentSet, consent_of

Missing = Literal["allow", "deny"]
# The event by which Segment's consent wrappers report a change; one without the new state is refused.
UPDATED = "Segment Consent Preference Updated"


class ConsentGate:
    """Holds decisions back whose instance is in a category that was not granted.

        gate = ConsentGate({"Advertising": ["meta"], "Analytics": ["ga4"]})
        for decision in gate.apply(event, project.decide(event)):
            ...

    An instance in several categories needs all of them, one in none is not held back. `missing` says what happens to
    an event that says nothing about consent. `signals` names the category that stands for a word of Google or Meta,
    such as `ad_user_data`.
    """

    def __init__(
        self,
        categories: Mapping[str, Sequence[str]],
        missing: Missing = "allow",
        signals: Mapping[str, str] | None = None,
    ) -> None:
        self.missing = missing
        self.signals = dict(signals or {})
        self._needs: dict[str, list[str]] = {}
        for category, instances in categories.items():
            for instance in instances:
                self._needs.setdefault(instance, []).append(category)

    @property
    def instances(self) -> frozenset[str]:
        """The instances that are in a category."""
        return frozenset(self._needs)

    def held_back(self, event: Mapping[str, Any]) -> dict[str, str]:
        """The instances that may not have the event, each with the reason.

        >>> gate = ConsentGate({"Advertising": ["meta"]})
        >>> gate.held_back({"context": {"consent": {"categoryPreferences": {}}}})
        {'meta': 'consent: Advertising is not granted'}
        """
        if not self._needs:
            return {}
        consent = consent_of(event)
        if consent is None:
            return dict.fromkeys(self._needs, "consent: the event says nothing about it") if self._denies else {}
        if consent.unreadable is not None:
            return dict.fromkeys(self._needs, f"consent: {consent.unreadable}, which counts as denied")
        return {
            instance: f"consent: {' and '.join(lacking)} {'are' if len(lacking) > 1 else 'is'} not granted"
            for instance, needed in self._needs.items()
            if (lacking := _lacking(consent, needed))
        }

    def apply(self, event: Mapping[str, Any], decisions: Sequence[Decision]) -> list[Decision]:
        """The decisions; in the place of one that is held back, one that did not fire, with the reason.

        A failure is held back as well: nothing of the person is kept for an instance that may not have it.
        """
        return self.hold_back(decisions, self.held_back(event) if decisions else {})

    @staticmethod
    def hold_back(decisions: Sequence[Decision], reasons: Mapping[str, str]) -> list[Decision]:
        """The decisions, without those of the instances that are held back for these reasons."""
        return [
            _not_fired(one, reasons[one.instance]) if one.instance is not None and one.instance in reasons else one
            for one in decisions
        ]

    def refusal(self, event: Mapping[str, Any]) -> str | None:
        """Why the event is refused: it reports a change of consent, but not the new state."""
        if event.get("event") != UPDATED or event.get("type") != "track":
            return None
        consent = consent_of(event)
        if consent is not None and consent.unreadable is None:
            return None
        why = "says nothing about consent" if consent is None else f"cannot be read: {consent.unreadable}"
        return f"{UPDATED} {why}; send context.consent.categoryPreferences with it"

    def signalled(self, event: Mapping[str, Any]) -> dict[str, bool]:
        """What the event's consent means in the words of `signals`; nothing where it says nothing."""
        consent = consent_of(event) if self.signals else None
        return {} if consent is None else {word: consent.grants(one) for word, one in self.signals.items()}

    @property
    def _denies(self) -> bool:
        return self.missing == "deny"


def _lacking(consent: ConsentSet, needed: Sequence[str]) -> list[str]:
    lacking = [one for one in needed if not consent.grants(one)]
    return [] if consent.any_suffices and len(lacking) < len(needed) else lacking


def _not_fired(decision: Decision, reason: str) -> Decision:
    # Of what both keep back, consent is looked at first.
    if isinstance(decision, NotFired) and not decision.reason.startswith("integrations."):
        return decision
    hashed = decision.mapping_hash or ""
    return NotFired(
        decision.message_id or "", decision.instance or "", decision.action or "", decision.type or "", reason, hashed
    )
