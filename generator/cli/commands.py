"""The table of commands, and what every one of them has in common: errors, exit codes, help.

Takes arguments, gives an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

import click

from generator import __version__
from generator.cli.build import build, build_all, check, diff
from generator.cli.drift import drift
from generator.cli.importing import import_
from generator.cli.look import explain, show, targets
from generator.cli.migrate import freeze, plan
from generator.cli.options import Session, common
from generator.cli.project import new, update
from generator.cli.queries import queries
from generator.cli.start import init
from generator.cli.talk import say
from generator.cli.verify import verify

__all__ = ["COMMANDS", "invoke"]

BUG = 3
LONGEST = 200
"""Characters of the sentence beside a command's name; help wraps it."""

COMMANDS = (
    build,
    check,
    diff,
    plan,
    freeze,
    verify,
    drift,
    queries,
    import_,
    init,
    new,
    update,
    show,
    explain,
    targets,
)


class _Commands(click.Group):
    """A group whose help has the commands in the order of a day's work, their sentences whole."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, known.get_short_help_str(LONGEST)) for name, known in self.commands.items()]
            )


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 findings or differences, 2 wrong usage, 3 a bug of ours.",
)
@click.version_option(__version__, prog_name="gen", message="%(prog)s %(version)s")
@click.option(
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, shell: _completion(context, shell),
    help="Print the script that completes commands in a shell, and exit.",
)
@common
@click.pass_context
def gen(context: click.Context, session: Session) -> int:
    """Turn database specs into everything that is made from them.

    Without a command it does what you want after editing a spec: it reads, checks and plans, and
    writes what changed. See `gen build --help`.

    \b
    Examples:
      gen                      build what changed
      gen check                fail when something is stale, for CI
      gen explain G203         what a finding means
      eval "$(gen --completion bash)"   complete commands in this shell"""
    return build_all(session) if context.invoked_subcommand is None else 0


def _completion(context: click.Context, shell: str | None) -> None:
    """Prints click's completion script for a shell."""
    if not shell:
        return
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(gen, {}, "gen", "_GEN_COMPLETE").source())
    context.exit()


def invoke(arguments: Sequence[str]) -> int:
    """Runs a command; no exception leaves here but KeyboardInterrupt."""
    try:
        return int(gen.main(list(arguments), prog_name="gen", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as stop:
        raise KeyboardInterrupt from stop
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            say(f"error: {error.filename or 'the disk'}: {error.strerror}; nothing was changed")
            return 1
        return _bug(error)


def _bug(error: Exception) -> int:
    """Says that it is our fault, and where the particulars are for a report."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="gen-", suffix=".txt", delete=False
    ) as file:
        file.write(f"gen {__version__}, Python {sys.version}\n")
        file.write("".join(traceback.format_exception(error)))
    say(f"this is a bug of gen, not of your specs: {type(error).__name__}: {error}")
    for note in getattr(error, "__notes__", ()):
        say(f"  at {note}")
    say(f"nothing was changed; please report it with the file {file.name}")
    return BUG


for command in COMMANDS:
    gen.add_command(command)
