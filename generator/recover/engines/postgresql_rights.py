"""Who may do what, as statements of PostgreSQL.

Takes a Grant or a Role, gives a statement that may run again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Catalog, parted
from generator.recover.engines.postgresql_words import commented, literal, together, unless
from generator.sql.profile import Profile, quote

__all__ = ["alike", "every", "grant", "plain", "revoke", "role"]

KINDS = {"sequence": "SEQUENCE", "schema": "SCHEMA", "function": "ROUTINE", "type": "TYPE"}
OPTION = " WITH GRANT OPTION"
ON_TABLES = ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE")
EVERY = {
    "table": ON_TABLES,
    "view": ON_TABLES,
    "sequence": ("SELECT", "UPDATE", "USAGE"),
    "schema": ("CREATE", "USAGE"),
    "function": ("EXECUTE",),
    "type": ("USAGE",),
    "tables": ON_TABLES,
    "sequences": ("SELECT", "UPDATE", "USAGE"),
    "functions": ("EXECUTE",),
    "types": ("USAGE",),
}
MAINTAINED = 17
"""The first version in which ALL on a table has MAINTAIN in it."""


def every(kind: str, version: str) -> tuple[str, ...]:
    """Gives what ALL is on a kind of object, () for one that nobody here knows."""
    found = EVERY.get(kind, ())
    is_new = int(version.partition(".")[0] or 0) >= MAINTAINED
    return (*found, "MAINTAIN") if found == ON_TABLES and is_new else found


def alike(catalog: Catalog) -> Catalog:
    """Gives a catalog in which no grant is of ALL."""
    return replace(
        catalog,
        objects={key: _spread(item, catalog.version) for key, item in catalog.objects.items()},
    )


def _spread(item: cat.Object, version: str) -> cat.Object:
    if not isinstance(item, cat.Grant) or "ALL" not in item.privileges:
        return item
    return replace(item, privileges=tuple(sorted(every(item.on_kind, version))))


def plain(item: cat.Grant) -> cat.Grant:
    """Gives a grant with the columns of its privileges in the order of their names."""
    return replace(item, privileges=tuple(map(_ordered, item.privileges)))


def _ordered(privilege: str) -> str:
    word, columns = parted(privilege)
    return f"{word} ({', '.join(map(repr, sorted(columns)))})" if columns else word


def grant(item: cat.Grant, profile: Profile) -> str:
    """Gives what a role may do; without privileges, that everybody lost what everybody has."""
    if not item.privileges:
        return f"REVOKE ALL ON {_on(item, profile)} FROM {_to(item, profile)}"
    return together(*_grants(item, profile))


def _grants(item: cat.Grant, profile: Profile) -> Iterator[str]:
    """Gives a statement for what may be granted on, and one for the rest."""
    on, to, head = _on(item, profile), _to(item, profile), _head(item, profile)
    if item.grantable:
        yield f"{head}GRANT {', '.join(item.privileges)} ON {on} TO {to}{OPTION}"
        return
    plain = [text for text in item.privileges if not text.endswith(OPTION)]
    given = [text.removesuffix(OPTION) for text in item.privileges if text.endswith(OPTION)]
    if plain:
        yield f"{head}GRANT {', '.join(plain)} ON {on} TO {to}"
    if given:
        yield f"{head}GRANT {', '.join(given)} ON {on} TO {to}{OPTION}"


def revoke(item: cat.Grant, profile: Profile) -> str:
    """Takes away what was granted; what everybody lost is given back."""
    on, to = _on(item, profile), _to(item, profile)
    if not item.privileges:
        return f"GRANT {'EXECUTE' if item.on_kind == 'function' else 'USAGE'} ON {on} TO {to}"
    rights = ", ".join(text.removesuffix(OPTION) for text in item.privileges)
    return f"{_head(item, profile)}REVOKE {rights} ON {on} FROM {to}"


def _head(item: cat.Grant, profile: Profile) -> str:
    """Gives what is written before a right on what is made later."""
    if not item.later:
        return ""
    maker = f" FOR ROLE {quote(item.on, profile)}" if item.on else ""
    schema = quote(item.schema or profile.default_schema, profile)
    return f"ALTER DEFAULT PRIVILEGES{maker} IN SCHEMA {schema} "


def _to(item: cat.Grant, profile: Profile) -> str:
    return "PUBLIC" if item.role == "public" else quote(item.role, profile)


def _on(item: cat.Grant, profile: Profile) -> str:
    if item.later:
        return item.on_kind.upper()
    if item.on_kind == "schema":
        return f"SCHEMA {quote(item.on, profile)}"
    name, bracket, arguments = (
        item.on.partition("(") if item.on_kind == "function" else (item.on, "", "")
    )
    on = profile.table(item.schema, name) + bracket + arguments
    return f"{KINDS[item.on_kind]} {on}" if item.on_kind in KINDS else on


def role(item: cat.Role, profile: Profile) -> str:
    """Gives a role, without its password."""
    name = quote(item.name, profile)
    there = f"SELECT FROM pg_roles WHERE rolname = {literal(item.name)}"
    login = "LOGIN" if item.login else "NOLOGIN"
    made = f"CREATE ROLE {name} {login}{' BYPASSRLS' if item.bypass_row_security else ''}"
    members = (f"GRANT {quote(other, profile)} TO {name}" for other in item.member_of)
    return together(unless(there, made), *members, commented("ROLE", name, item.comment))
