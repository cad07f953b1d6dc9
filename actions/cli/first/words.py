"""Subcommands of other tools that people type here, and their ways to ask for help."""

import re
from typing import Any

import typer
from typer.core import TyperGroup

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.first.values import name_value, name_values
from actions.cli.first.verbs import Commands
from mappings.findings.suggest import candidates, either

HELP = "help"
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


# How the library that reads options speaks of their values, and how we do.
VALUES = tuple(
    (re.compile(words), ours)
    for words, ours in (
        (r"Value error, '(.*)' is not one of '(.*)'\.?", r'"\1" is not one of "\2"'),
        (r"(?<=\w)', '(?=\w)", '", "'),
        ("Input should be a valid number, .*", "write a number"),
        ("Input should be a valid integer, .*", "write a whole number"),
        (r"Input should be greater than or equal to (\S+)", r"write \1 or more"),
        (r"Input should be less than or equal to (\S+)", r"write \1 or less"),
    )
)


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

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is wrong with the value of an option is reported in our own words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            for words, ours in VALUES:
                error.message = words.sub(ours, error.message)
            raise

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
