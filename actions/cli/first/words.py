"""Subcommands of other tools that people type here, and their ways to ask for help."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.first.usage import usage_text
from actions.cli.first.values import name_value, name_values
from actions.cli.first.verbs import Commands
from actions.system.support import why_not_here
from mappings.findings.suggest import candidates, either

HELP = "help"
HELPS = {"--help", "-h"}
# Subcommands of other tools -> the one to write here.
ELSEWHERE = {
    **dict.fromkeys(("lint", "validate", "verify", "compile", "build"), "actions check"),
    **dict.fromkeys(("dry-run", "dryrun", "preview", "plan", "simulate"), "actions run EVENTS"),
    **dict.fromkeys(("send", "push", "apply"), "actions run EVENTS --send"),
    **dict.fromkeys(("eval", "repl", "echo", "playground", "console"), "actions try"),
    **dict.fromkeys(("why", "trace", "debug"), "actions explain EVENT"),
    **dict.fromkeys(("list", "ls", "destinations", "functions", "docs"), "actions catalog"),
    **dict.fromkeys(("dlq", "retry", "dead-letters"), "actions dead"),
    **dict.fromkeys(("format", "pretty"), "actions fmt"),
    **dict.fromkeys(("create", "start", "setup"), "actions init"),
    **dict.fromkeys(("worker", "daemon"), "actions deliver --follow"),
    **dict.fromkeys(("spec", "unittest"), "actions test"),
}


class Words(TyperGroup):
    """The commands, by other words, too: each unknown one is answered with what to write."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.commands = Commands()  # type: ignore[assignment]  # nothing is added to them

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """The names of all commands, in the order of the help, without loading any."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of these words; `help` is that of the command behind it, or of all."""
        if args[:1] == [HELP] and HELP not in self.commands:
            return self._help(ctx, args[1:])
        name = args[0] if args else ""
        if name not in self.commands and not name.startswith("-"):
            raise complain(f'there is no command "{name}"; {self._hint(name)}', exit_codes.WRONG_COMMAND_LINE)
        if (why := why_not_here(name)) and HELPS.isdisjoint(args):
            raise complain(why, exit_codes.CANNOT_LOAD)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, whose help speaks of values in words of ours."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            name_values(command, ctx)
        return command

    def get_help(self, ctx: Any) -> str:
        """The list of all commands."""
        for one in self.get_params(ctx):
            name_value(one)
        return str(super().get_help(ctx))

    def make_context(self, *args: Any, **named: Any) -> Any:
        """What the options before the command say; what is wrong with them is reported in our own words."""
        with _own_words(self, []):
            return super().make_context(*args, **named)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is wrong with its options and arguments is reported in our own words."""
        words = [*ctx._protected_args, *ctx.args]  # noqa: SLF001 - what is left of the line has no other name
        with _own_words(self, words):
            return super().invoke(ctx)

    def _help(self, ctx: Any, names: list[str]) -> tuple[str | None, Any, list[str]]:
        command = self.commands.get(names[0]) if names else None
        if command is None:
            typer.echo(self.get_help(ctx))
            raise typer.Exit
        return names[0], command, ["--help"]

    def _hint(self, name: str) -> str:
        ours = ELSEWHERE.get(name.lower())
        if ours and ours.split()[1] in self.commands:
            return f"write {ours}"
        near = candidates(name, list(self.commands))
        return f"did you mean {either(near)}?" if near else "`actions --help` lists them all"


@contextmanager
def _own_words(command: Any, words: Sequence[str]) -> Iterator[None]:
    """Report what is wrong with the words of a command line, which begin at this command, in our own words."""
    try:
        yield
    except typer.TyperException as error:
        # A group without a command: its help is the answer.
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        way = ["actions"]
        for word in words:
            if word not in getattr(command, "commands", {}):
                break
            command = command.commands[word]
            way.append(word)
        raise complain(usage_text(error, command, " ".join(way)), exit_codes.WRONG_COMMAND_LINE) from None
