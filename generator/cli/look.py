"""`gen show`, `gen explain` and `gen targets`: what the program knows."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from generator.cli.options import Session, common
from generator.cli.talk import say, tell
from generator.codes import CODES

if TYPE_CHECKING:
    from generator.render.target import Target

__all__ = ["explain", "show", "targets"]

WIDTH = 88


@click.command()
@click.argument("path", required=False, default="")
@click.option("--engine", default="", help="The model of this engine, its overrides applied.")
@common
def show(session: Session, path: str, engine: str) -> int:
    """Print the resolved model as JSON: all of it, or what is at PATH.

    \b
    Examples:
      gen show
      gen show user
      gen show user.email --engine postgresql"""
    from generator.cli.shown import find, near, written
    from generator.pipeline import understand

    result = understand(session.root)
    tell(result.diagnostics, session.root, session.format if result.failed else "text")
    if result.failed or result.model is None:
        return 1
    if engine and engine not in result.models:
        raise click.BadParameter(f"gen.yaml does not serve `{engine}`", param_hint="--engine")
    model = result.models[engine] if engine else result.model
    node = find(model, path)
    if node is None:
        meant = near(model, path)
        say(f"there is no `{path}`" + (f", did you mean `{meant}`?" if meant else ""))
        return 1
    sys.stdout.write(written(node))
    return 0


@click.command()
@click.argument(
    "code",
    required=False,
    default="",
    shell_complete=lambda _, __, begun: [code for code in CODES if code.startswith(begun.upper())],
)
@common
def explain(session: Session, code: str) -> int:
    """Print what a code of a finding means and what to do; without CODE, the list of all.

    \b
    Examples:
      gen explain G203
      gen explain"""
    if not code:
        for known in CODES.values():
            click.echo(f"{known.code}  {known.severity:<7}  {known.title}")
        return 0
    found = CODES.get(code.upper())
    if found is None:
        raise click.BadParameter(f"there is no code `{code}`", param_hint="CODE")
    if session.format == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return 0
    click.echo(f"{found.code}: {found.title} ({found.severity})\n")
    click.echo(textwrap.fill(found.text, WIDTH, break_on_hyphens=False))
    for word, example in (("Bad", found.bad), ("Good", found.good)):
        if example:
            click.echo(f"\n{word}:\n{textwrap.indent(example.rstrip(), '    ')}")
    return 0


@click.command()
@common
def targets(session: Session) -> int:
    """List what can be generated: what is on, where it comes from, its options.

    \b
    Examples:
      gen targets
      gen targets --format json"""
    from generator.pipeline import load
    from generator.pipeline.targets import available, is_on

    result = load(session.root)
    found, problems = available(session.root)
    tell((*result.diagnostics, *problems), session.root, session.format if problems else "text")
    if session.format == "json":
        rows = [_row(target, is_on(target, result.config)) for target in found]
        click.echo(json.dumps(rows, indent=2))
        return int(bool(problems))
    for target in found:
        click.echo(_lines(target, is_on(target, result.config)))
    return int(bool(problems))


def _lines(target: Target, on: bool) -> str:
    """Gives a target for people: what it makes, whose it is, its options."""
    lines = [f"{'on ' if on else 'off'}  {target.name:<14}{target.summary}"]
    lines.append(f"{'':<19}{', over '.join(target.origins)}")
    for name, schema in target.options.items():
        usual = f", usually {json.dumps(schema['default'])}" if "default" in schema else ""
        meaning = str(schema.get("description", schema.get("type", ""))).rstrip(".")
        lines.append(f"{'':<19}{name}: {meaning}{usual}")
    return "\n".join(lines)


def _row(target: Target, on: bool) -> dict[str, object]:
    """Gives a target for machines."""
    return {
        "name": target.name,
        "summary": target.summary,
        "on": on,
        "origins": target.origins,
        "engine": target.engine,
        "options": target.options,
    }
