"""`actions check`: is every file right?"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.editing.named_files import as_given, named_files, project_of
from actions.cli.editing.rate import print_loads
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json
from actions.cli.options import Directory, EnvFile, EnvName
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.project import Checked, NoEnvironmentError, ProjectError, check_project, check_texts
from actions.project.environment import EnvFileError, read_environ
from actions.project.files import find_mapping_files, find_shared_files, project_folder, real
from actions.reading.lines import NoEventsError
from actions.reading.recorded import WORD as RECORDED
from actions.reading.recorded import find_events, has_recorded
from actions.reading.sample import read_sample
from actions.reading.values import read_values
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.against.rates import Traffic
from actions.workbench.checking.against.tracking_plan import TrackingPlan, read_tracking_plan
from actions.workbench.checking.explanations.explain import codes_like, explain_code
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.apply import FixedTexts, apply_fixes
from actions.workbench.checking.fixing.past import find_past
from actions.workbench.reports import as_annotation, as_junit, as_sarif
from actions.workbench.testing.read import ReadSample
from mappings.findings.diagnostic import Diagnostic, Report

SAMPLES = "samples"
PAUSE = 0.5
MOST_SHOWN = 60
Environ = Mapping[str, str] | None


class CheckFormat(StrEnum):
    """The values of `--format` of `actions check`."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"
    junit = "junit"


def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Report findings of these files only.")] = None,
    directory: Directory = Path(),
    form: Annotated[
        CheckFormat,
        typer.Option("--format", help="text for people; json, github, sarif and junit for machines.", metavar="FORMAT"),
    ] = CheckFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Apply fixes that are certain to the files.")] = False,
    explain: Annotated[str | None, typer.Option(help="Explain the code of a finding.", metavar="CODE")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    events: Annotated[
        list[str] | None,
        typer.Option(help="Events seen before: files, folders, -, recorded or recorded:7d.", metavar="EVENTS"),
    ] = None,
    no_samples: Annotated[bool, typer.Option("--no-samples", help="Ignore sample and recorded events.")] = False,
    rate: Annotated[
        float | None,
        typer.Option(min=1e-6, help="Events a second: which tools would get too much?", metavar="EVENTS_PER_SECOND"),
    ] = None,
    tracking_plan: Annotated[
        Path | None, typer.Option(help="What events should hold: a JSON Schema for each name.", metavar="FILE")
    ] = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Read every mapping file and report all that is wrong with it. Needs secrets only with --env, sends nothing."""
    if explain is not None:
        _explain(explain)
        return
    if not directory.exists():
        raise complain(f"there is no folder {directory}", exit_codes.CANNOT_LOAD)
    named = named_files(files or (), directory)
    directory = project_of(named, directory)
    plan = _tracking_plan(tracking_plan)
    evidence, traffic = _seen(directory, events or (), rate, no_samples=no_samples)
    environ = _environ(directory, env, env_file)
    samples = _samples(project_folder(directory))
    find = partial(
        find_all, evidence=evidence, tracking_plan=plan, environ=environ, read_sample=samples, traffic=traffic
    )
    if watch:
        _watch(directory, named, lambda: check_project(directory, environ, env=env), find)
        return
    checked = _checked(directory, named, environ, env)

    def check_again(changed: Mapping[str, str]) -> Report:
        return find(check_texts(changed, environ, env=env))

    report, texts = find(checked), checked.texts
    if fix:
        fixed = apply_fixes(checked.texts, check_again)
        _write(fixed, checked.texts, directory, form)
        report, texts, checked = fixed.report, fixed.texts, check_texts(fixed.texts, environ, env=env)
    if any(one.severity == "error" for one in report):
        report = find_past(texts, report, check_again)
    found = [as_given(one, named) for one in _about(report, directory, named)]
    texts = {**texts, **{str(file): texts[file.name] for file in named if file.name in texts}}
    _end(found, texts, form, checked, traffic, strict=strict)


def _end(
    found: Sequence[Diagnostic],
    texts: Mapping[str, str],
    form: CheckFormat,
    checked: Checked,
    traffic: Traffic | None,
    *,
    strict: bool,
) -> NoReturn:
    errors = sum(one.severity == "error" for one in found)
    with may_go_unread():
        _print(found, texts, form, checked, strict=strict)
        if traffic and form is CheckFormat.text and not checked.report.has_errors:
            print_loads(checked.plan, traffic, console())
    raise typer.Exit(exit_codes.FINDINGS if errors or (strict and found) else exit_codes.FINE)


def _seen(
    directory: Path, names: Sequence[str], rate: float | None, *, no_samples: bool
) -> tuple[Evidence | None, Traffic | None]:
    traffic = None if rate is None else Traffic(rate, Context(datetime.now(UTC)))
    evidence = None if no_samples else _evidence(directory, names, traffic)
    if traffic is not None and not traffic.events:
        message = "--rate needs events that were seen before, to know where they go: name them with --events"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    return evidence, traffic


def _environ(directory: Path, env: str | None, env_file: Path | None) -> Environ:
    try:
        return read_environ(directory, env, env_file)
    except EnvFileError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None


def _samples(folder: Path) -> ReadSample:
    return lambda test: read_sample(folder, test.file, test.given)


def _checked(directory: Path, files: Sequence[Path], environ: Environ, env: str | None) -> Checked:
    """The project, with the files named if they lie in it; otherwise the one file that is named."""
    try:
        labels = _labels(directory)
        outside = [file for file in files if real(file) not in labels]
        return check_project(outside[0] if outside else directory, environ, env=env)
    except NoEnvironmentError as error:
        raise complain(f"--env {env}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    except ProjectError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None


def _labels(directory: Path) -> Mapping[Path, str]:
    """What findings call each mapping file of the project."""
    root, names = find_mapping_files(directory)
    names = [*names, *find_shared_files(directory)]
    return {real(name): name.relative_to(root).as_posix() for name in names}


def _about(report: Report, directory: Path, files: Sequence[Path]) -> list[Diagnostic]:
    """The findings about the files named, or all of them."""
    labels = _labels(directory)
    wanted = {labels.get(real(file), file.name) for file in files}
    return [one for one in report if not wanted or one.place is None or one.place.file in wanted]


def _print(
    found: Sequence[Diagnostic], texts: Mapping[str, str], form: CheckFormat, checked: Checked, *, strict: bool
) -> None:
    match form:
        case CheckFormat.text | CheckFormat.json:
            out = console()
            print_findings(found, texts, Format(form.value), out)
            if form is CheckFormat.text:
                out.print(_summary(found, checked))
        case CheckFormat.github:
            for one in found:
                sys.stdout.write(f"{as_annotation(one)}\n")
        case CheckFormat.sarif:
            print_json(as_sarif(found, version("destination-actions")))
        case CheckFormat.junit:
            sys.stdout.write(f"{as_junit(found, list(texts), strict=strict)}\n")
    sys.stdout.flush()


def _summary(found: Sequence[Diagnostic], checked: Checked) -> str:
    errors = sum(one.severity == "error" for one in found)
    counts = f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}"
    worst = next((one for one in found if one.severity == "error"), found[0] if found else None)
    more = f"\nactions check --explain {worst.code} says more." if worst else ""
    return f"Checked {count(checked.files, 'file')}, {count(len(checked.plan.actions), 'action')}: {counts}.{more}"


def _explain(code: str) -> None:
    explanation = explain_code(code)
    if explanation is None:
        near = codes_like(code)
        hint = f"; there is {' and '.join(near)}" if near else "; a code is such as E210"
        raise complain(f'no finding has the code "{code}"{hint}', exit_codes.WRONG_COMMAND_LINE)
    console().print(explanation, end="")


def _evidence(directory: Path, names: Sequence[str], traffic: Traffic | None) -> Evidence | None:
    """The events to hold the mappings against: those named, else what was recorded, else samples.

    They go into `traffic`, too.
    """
    folder = project_folder(directory)
    is_recorded = has_recorded(folder)
    evidence = Evidence(is_record=bool(names) or is_recorded)
    samples = [str(folder / SAMPLES)] if (folder / SAMPLES).is_dir() else []
    now = datetime.now(UTC)
    context = Context(now)
    for name in names or ([RECORDED] if is_recorded else samples):
        before = evidence.total
        try:
            source = find_events(name, folder, now)
            for value in read_values(source.files):
                if source.takes(value) and (evidence.is_record or _is_event(value, context)):
                    evidence.add(value)
                    if traffic:
                        traffic.add(value)
        except NoEventsError as error:
            if names:
                raise complain(str(error), exit_codes.INPUT_LOST) from None
        if names and evidence.total == before:
            young = f" since {source.since:%Y-%m-%d %H:%M} UTC" if source.since else ""
            raise complain(f"--events {name}: there is no event{young}", exit_codes.INPUT_LOST)
    return evidence if evidence.total else None


def _is_event(value: Any, context: Context) -> bool:
    """Whether a run would take it as an event: samples are counted as everywhere else."""
    return not isinstance(read_event(value, context), Refused)


def _tracking_plan(path: Path | None) -> TrackingPlan | None:
    if path is None:
        return None
    if not path.exists():
        raise complain(f"--tracking-plan {path}: there is no such file", exit_codes.WRONG_COMMAND_LINE)
    try:
        return read_tracking_plan({one.stem: one.read_text("utf-8") for one in _plan_files(path)})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        reason = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else reason
        raise complain(f"the tracking plan {path} cannot be read: {reason}", exit_codes.INPUT_LOST) from None


def _plan_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.json")) if path.is_dir() else [path]


def _write(fixed: FixedTexts, before: Mapping[str, str], directory: Path, form: CheckFormat) -> None:
    """Write the files that changed, and say what was changed in them."""
    paths = {label: path for path, label in _labels(directory).items()}
    changed = {label: text for label, text in fixed.texts.items() if text != before[label] and label in paths}
    write_or_complain({paths[label]: text.encode() for label, text in changed.items()})
    out = console(stderr=form is not CheckFormat.text)
    for one, seen in fixed.done:
        out.print(f"{one.place}: fixed {one.code}: {_cut(seen)} → {_cut(one.fix or 'nothing')}")
    if fixed.done:
        out.print()


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"


def _watch(
    directory: Path, files: Sequence[Path], load: Callable[[], Checked], find: Callable[[Checked], Report]
) -> None:
    """Check now and whenever a mapping file has changed, until Ctrl-C."""
    out = console()
    for _ in _changes(directory):
        if out.is_terminal:
            out.clear()
        try:
            checked = load()
        except (ProjectError, NoEnvironmentError) as error:
            out.print(f"actions: {error}")
            continue
        _print(_about(find(checked), directory, files), checked.texts, CheckFormat.text, checked, strict=False)
        out.print("Waiting for a file to change. Ctrl-C ends it.")


def _changes(directory: Path) -> Iterator[None]:
    """One item now, and one each time that a mapping file was written, added or taken away."""
    before = None
    while True:
        now = _times(directory)
        if now != before:
            before = now
            yield
        time.sleep(PAUSE)


def _times(directory: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for name in (*find_mapping_files(directory)[1], *find_shared_files(directory)):
        try:
            stat = name.stat()
        except OSError:
            continue  # Gone since it was listed.
        found[name] = (stat.st_mtime_ns, stat.st_size)
    return found
