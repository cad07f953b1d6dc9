"""What the outbox says: what waits, what was sent, what is dead; letters tried again after a question."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from actions.studio.model.asking.sending import CannotSendError, why_not_real
from actions.studio.model.project.deliveries import dead_letters, pause, replay_letters, status, would_replay
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, button, empty, heading, table, text
from destinations.delivery.outbox.file.search import Wanted

FIGURES = ("waiting", "in_flight", "retrying", "sent", "dead")


def show_deliveries(studio: Studio) -> None:
    """The page."""
    _Deliveries(studio).build()


class _Deliveries:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._instance: str | None = None
        self._reason = ""
        self._count = 0

    def build(self) -> None:
        with box("whole", "main"):
            with box("whole-head"):
                heading("Deliveries", 1)
                box("grow")
                button("Refresh", self._body.refresh, icon="refresh")
            self._body()

    @ui.refreshable_method
    def _body(self) -> None:
        try:
            outbox_status = status(self._studio)
        except ValueError as error:
            text(str(error), "trouble")
            return
        if outbox_status is None:
            empty(
                "Nothing was delivered from this folder yet: `actions run samples --send` delivers, after it has asked."
            )
            return
        owner = (
            f"process {outbox_status['owner']} delivers" if outbox_status["owner"] else "no process delivers at present"
        )
        letters = outbox_status["letters"]
        size = f"{outbox_status['bytes'] / (1 << 20):,.1f} MiB on disk"
        text(f"{owner} · {letters:,} dead letter{'' if letters == 1 else 's'} · {size}", "dim")
        if outbox_status.get("trouble"):
            text(str(outbox_status["trouble"]), "trouble")
        self._instances(outbox_status["instances"])
        self._letters()

    def _instances(self, instances: dict[str, Any]) -> None:
        with table(("Instance", "#Waiting", "#In flight", "#Retrying", "#Sent", "#Dead", "Why", "Change")):
            for name, one in sorted(instances.items()):
                with box("", "tr"):
                    text(name, "strong", tag="td")
                    for figure in FIGURES:
                        value = one.get(figure)
                        text("" if value is None else f"{value:,}", "number", tag="td")
                    why = f"paused: {one['paused']}" if one["paused"] else one.get("last_trouble") or ""
                    text(why, tag="td")
                    with box("", "td"):
                        if not self._studio.read_only:
                            paused = bool(one["paused"])
                            button(
                                "Resume" if paused else "Pause",
                                lambda name=name, paused=paused: self._pause(name, paused=paused),
                                name=f"{'Resume' if paused else 'Pause'} {name}",
                            )

    def _pause(self, name: str, *, paused: bool) -> None:
        try:
            pause(self._studio, name, None if paused else "paused in the studio")
        except ValueError as error:
            ui.notify(str(error), type="warning")
        self._body.refresh()

    def _wanted(self) -> Wanted:
        return Wanted(instance=self._instance or None, reason=self._reason or None)

    def _letters(self) -> None:
        with box("whole-head"):
            heading("Dead letters", 2)
            reason = ui.input(
                placeholder="Words of the reason",
                value=self._reason,
                on_change=lambda e: self._filter(str(e.value or "")),
            )
            reason.props('dense outlined debounce=300 clearable aria-label="Words of the reason"')
            box("grow")
            refused = why_not_real(self._studio)
            again = button("Try these again", self._ask_to_replay, icon="replay", style="" if refused else "danger")
            again.set_enabled(refused is None)
            if refused:
                again.tooltip(refused)
        self._rows()

    def _filter(self, reason: str) -> None:
        self._reason = reason
        self._rows.refresh()

    @ui.refreshable_method
    def _rows(self) -> None:
        found = dead_letters(self._studio, self._wanted())
        self._count = found["count"]
        if not found["letters"]:
            empty("There are no dead letters." if not self._reason else "No dead letter has this in its reason.")
            return
        with table(("#Letter", "Since", "Action", "Event", "Cause", "#Tries", "Reason")):
            for one in found["letters"]:
                with box("", "tr"):
                    text(one["letter"], "number", tag="td")
                    text(str(one["at"])[:16].replace("T", " "), "mono small", tag="td")
                    text(f"{one['instance']}.{one['action']}" if one["action"] else "(event)", tag="td")
                    for name in ("name", "cause", "tries", "reason"):
                        style = "number" if name == "tries" else ""
                        text(one[name] if one[name] is not None else "", style, tag="td")
        if found["count"] > len(found["letters"]):
            text(f"and {found['count'] - len(found['letters']):,} more", "dim small")

    def _ask_to_replay(self) -> None:
        wanted = self._wanted()
        try:
            number, hosts = would_replay(self._studio, wanted)
        except (CannotSendError, ValueError) as error:
            ui.notify(str(error), type="warning")
            return
        with ui.dialog().props('aria-label="Try dead letters again"') as dialog, ui.card().classes("dialog"):
            heading("Try dead letters again", 2)
            deliveries = f"{number:,} deliver{'y' if number == 1 else 'ies'} to {', '.join(hosts) or 'nobody'}"
            text(f"{deliveries}, with the mapping files as they are saved.")

            async def go() -> None:
                dialog.close()
                try:
                    done = await replay_letters(self._studio, wanted)
                except CannotSendError as error:
                    ui.notify(str(error), type="warning")
                    return
                ui.notify(f"{done.sent:,} sent, {done.refused:,} refused again, {done.waiting:,} waiting")
                self._body.refresh()

            with box("dialog-row"):
                button("Cancel", dialog.close)
                made: Callable[[], Any] = go
                button(f"Send {number:,} to {', '.join(hosts) or 'nobody'}", made, style="danger").set_enabled(
                    number > 0
                )
        dialog.open()
