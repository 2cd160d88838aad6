"""Views, functions, triggers and policies of PostgreSQL as statements.

Takes an object, gives a statement that may run again."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.engines.postgresql_words import (
    commented,
    literal,
    names,
    together,
    unless,
    unless_made,
)
from generator.sql.profile import Profile, quote

__all__ = ["called", "kind", "state", "statement"]

STATES = {"disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}
"""What the reader writes behind a trigger that does not fire as usual."""


def statement(item: cat.View | cat.Function | cat.Trigger | cat.Policy, profile: Profile) -> str:
    """Gives a program with its comment."""
    match item:
        case cat.View():
            name = profile.table(item.schema, item.name)
            return together(_view(item, name, profile), commented(kind(item), name, item.comment))
        case cat.Function():
            name = called(item, profile)
            comment = commented(item.routine.upper(), name, item.comment)
            return together(_function(item), comment)
        case cat.Trigger():
            return _trigger(item, profile)
        case cat.Policy():
            return _policy(item, profile)


def kind(item: cat.View) -> str:
    """Gives the word for a view."""
    return "MATERIALIZED VIEW" if item.materialized else "VIEW"


def called(item: cat.Function, profile: Profile) -> str:
    """Gives a function's name with the types of its arguments."""
    nothing = "*" if item.routine == "aggregate" else ""
    return f"{profile.table(item.schema, item.name)}({item.arguments or nothing})"


def _view(item: cat.View, name: str, profile: Profile) -> str:
    head = (
        "CREATE MATERIALIZED VIEW IF NOT EXISTS" if item.materialized else "CREATE OR REPLACE VIEW"
    )
    text = f"{head} {name}"
    if item.columns:
        text += f" ({names(item.columns, profile)})"
    own = {key: value for key, value in item.options.items() if key not in ("tablespace",)}
    if own:
        text += f" WITH ({', '.join(f'{key} = {value}' for key, value in own.items())})"
    if "tablespace" in item.options:
        text += f" TABLESPACE {quote(item.options['tablespace'], profile)}"
    return f"{text} AS\n{item.sql}" + ("" if item.with_data else "\nWITH NO DATA")


def _function(item: cat.Function) -> str:
    """A body in SQL is not looked at when it is made: it may name what comes later."""
    return together("SET LOCAL check_function_bodies = off", item.definition)


def state(definition: str) -> str:
    """Gives the state in which a trigger does not fire as usual, "" when it does."""
    found = definition.rpartition(" -- ")[2]
    return found if found in STATES else ""


def _trigger(item: cat.Trigger, profile: Profile) -> str:
    when = state(item.definition)
    text = item.definition.removesuffix(f" -- {when}")
    table, name = profile.table(item.schema, item.table), quote(item.name, profile)
    if text.startswith("CREATE CONSTRAINT TRIGGER"):
        made = unless_made(text)
    else:
        made = text.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)
    then = f"ALTER TABLE {table} {STATES[when]} TRIGGER {name}" if when else ""
    return together(made, then, commented("TRIGGER", f"{name} ON {table}", item.comment))


def _policy(item: cat.Policy, profile: Profile) -> str:
    table, name = profile.table(item.schema, item.table), quote(item.name, profile)
    there = (
        f"SELECT FROM pg_policy WHERE polrelid = {literal(table)}::regclass"
        f" AND polname = {literal(item.name)}"
    )
    text = f"CREATE POLICY {name} ON {table}{'' if item.permissive else ' AS RESTRICTIVE'}"
    text += f" FOR {item.command} TO {names(item.roles, profile) or 'PUBLIC'}"
    text += f" USING ({item.using})" if item.using else ""
    text += f" WITH CHECK ({item.check})" if item.check else ""
    return together(unless(there, text), commented("POLICY", f"{name} ON {table}", item.comment))
