"""`actions serve --only decider`: the process that decides and delivers, with its mistakes in words."""

from pathlib import Path

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.senders import DelivererError


def decide(
    settings: Path,
    *,
    divert: str | None = None,
    watch: bool = False,
    env_file: Path | None = None,
    telemetry: bool = False,
) -> None:
    """Decide and deliver until SIGTERM; where that cannot begin, the reasons are printed and the command ends."""
    from actions.serve.admin.server import AdminError
    from actions.serve.decider.loading import LoadError
    from actions.serve.decider.process import run_decider

    try:
        run_decider(settings, divert=divert, watch=watch, env_file=env_file, telemetry=telemetry)
    except LoadError as error:
        if error.report.found:
            print_findings(error.report, error.texts, Format.text, console(stderr=True))
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    except ModuleNotFoundError as error:
        if not telemetry:
            raise
        raise complain(f"--telemetry: {error}", exit_codes.CANNOT_LOAD) from None
    except (AdminError, DelivererError, OutboxError) as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
