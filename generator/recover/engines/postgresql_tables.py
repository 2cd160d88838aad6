"""Whole tables of PostgreSQL as statements, for those that an entity cannot be.

Takes a Table and the catalog that it is in, gives the statement that makes it with its columns and
constraints; its references, indexes, triggers and policies are statements of their own."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.engines.postgresql_constraints import defined
from generator.recover.engines.postgresql_types import owned
from generator.recover.engines.postgresql_types import statement as sequence
from generator.recover.engines.postgresql_words import commented, settings, together
from generator.sql.profile import Profile, quote

__all__ = ["inside", "table"]

OWN = ("access_method", "inherits", "of_type", "replica_identity", "unlogged")
"""Options that have a place of their own in the statement."""


def inside(catalog: Catalog, item: cat.Table) -> Iterator[cat.Object]:
    """Gives what comes with a whole table: columns, keys, checks, and the sequences it owns."""
    for part in catalog.by_table.get((item.schema, item.name), ()):
        if isinstance(part, cat.Column | cat.PrimaryKey | cat.Unique | cat.Check | cat.Exclusion):
            yield part
    for part in catalog.of(cat.Sequence):
        assert isinstance(part, cat.Sequence)
        if part.schema == item.schema and part.owned_by[:1] == (item.name,):
            yield part


def table(catalog: Catalog, item: cat.Table, profile: Profile) -> str:
    """Gives a table with everything that is inside it."""
    parts = tuple(inside(catalog, item))
    sequences = [part for part in parts if isinstance(part, cat.Sequence)]
    return together(
        *(sequence(part, profile) for part in sequences),
        _created(catalog, item, parts, profile),
        *_after(item, parts, profile),
        *(owned(part, profile) for part in sequences),
    )


def _created(
    catalog: Catalog, item: cat.Table, parts: tuple[cat.Object, ...], profile: Profile
) -> str:
    lines = [
        _column(part, profile, _takes(item))
        for part in sorted(
            (part for part in parts if isinstance(part, cat.Column)), key=lambda each: each.position
        )
        if "inherited" not in part.options
    ]
    lines += [
        defined(part, profile)
        for part in parts
        if isinstance(part, cat.PrimaryKey | cat.Unique | cat.Check | cat.Exclusion)
        and _stands_inside(part)
    ]
    body = ",\n".join(f"    {line}" for line in lines)
    unlogged = "UNLOGGED " if "unlogged" in item.options else ""
    text = f"CREATE {unlogged}TABLE IF NOT EXISTS {profile.table(item.schema, item.name)}"
    if item.parent:
        text += f" PARTITION OF {_parent(catalog, item, profile)}"
        text += (f" (\n{body}\n)" if body else "") + f" {item.bound}"
    elif "of_type" in item.options:
        text += f" OF {item.options['of_type']}" + (f" (\n{body}\n)" if body else "")
    else:
        text += f" (\n{body}\n)" if body else " ()"
    return text + _storage(item, profile)


def _stands_inside(item: cat.Object) -> bool:
    """A check that old rows need not satisfy is added afterwards."""
    return not (isinstance(item, cat.Check) and not item.valid)


def _takes(item: cat.Table) -> str:
    """Says how much of a column is written: the type comes with what the table is made from."""
    return "options" if item.parent or "of_type" in item.options else "whole"


def _column(column: cat.Column, profile: Profile, takes: str) -> str:
    text = quote(column.name, profile)
    if takes == "whole":
        text += f" {column.type}"
        if column.collate:
            text += f" COLLATE {profile.collation(column.collate)}"
    elif not column.generated:
        text += " WITH OPTIONS"
    if column.identity is not None:
        return f"{text} {_identity(column.identity)}"
    if column.default or (takes == "options" and not column.generated):
        text += f" DEFAULT {column.default or 'NULL'}"  # else it would be the parent's
    if column.generated:
        stored = "STORED" if column.stored else "VIRTUAL"
        text += f" GENERATED ALWAYS AS ({column.generated}) {stored}"
    return text + ("" if column.nullable else " NOT NULL")


def _identity(found: cat.Identity) -> str:
    mode = "ALWAYS" if found.mode == "always" else "BY DEFAULT"
    counts = f"START WITH {found.start} INCREMENT BY {found.increment} CACHE {found.cache}"
    counts += f" MINVALUE {found.minimum}" if found.minimum is not None else ""
    counts += f" MAXVALUE {found.maximum}" if found.maximum is not None else ""
    return f"GENERATED {mode} AS IDENTITY ({counts}{' CYCLE' if found.cycle else ''})"


def _parent(catalog: Catalog, item: cat.Table, profile: Profile) -> str:
    """Writes the table that a partition is of, which may be in another schema."""
    if Id("table", item.schema, "", item.parent) in catalog.objects:
        return profile.table(item.schema, item.parent)
    for other in catalog.of(cat.Table):
        assert isinstance(other, cat.Table)
        if f"{other.schema or 'public'}.{other.name}" == item.parent:
            return profile.table(other.schema, other.name)
    return item.parent


def _storage(item: cat.Table, profile: Profile) -> str:
    """Gives what stands behind the columns."""
    text = f" INHERITS ({item.options['inherits']})" if "inherits" in item.options else ""
    text += f" PARTITION BY {item.partition_by}" if item.partition_by else ""
    if "access_method" in item.options:
        text += f" USING {quote(item.options['access_method'], profile)}"
    own = {name: value for name, value in item.options.items() if name not in OWN}
    text += f" WITH {settings(own)}" if own else ""
    return text + (f" TABLESPACE {quote(item.tablespace, profile)}" if item.tablespace else "")


def _after(item: cat.Table, parts: tuple[cat.Object, ...], profile: Profile) -> Iterator[str]:
    """Gives what CREATE TABLE has no words for."""
    name = profile.table(item.schema, item.name)
    for part in parts:
        if isinstance(part, cat.Column):
            yield from _options(part, name, profile)
        if isinstance(part, cat.Check) and not part.valid:
            from generator.recover.engines.postgresql_constraints import constraint

            yield constraint(part, profile)
    if identity := item.options.get("replica_identity"):
        yield f"ALTER TABLE {name} REPLICA IDENTITY {_replicated(identity, profile)}"
    if item.row_security:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    if item.row_security == "forced":
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield commented("TABLE", name, item.comment)
    for part in parts:
        if isinstance(part, cat.Column):
            yield commented("COLUMN", f"{name}.{quote(part.name, profile)}", part.comment)
        elif not isinstance(part, cat.Sequence) and (
            isinstance(part, cat.PrimaryKey | cat.Unique | cat.Exclusion)
            or (isinstance(part, cat.Check) and part.valid)
        ):
            yield commented("CONSTRAINT", f"{quote(part.name, profile)} ON {name}", part.comment)


def _options(column: cat.Column, table: str, profile: Profile) -> Iterator[str]:
    head = f"ALTER TABLE {table} ALTER COLUMN {quote(column.name, profile)}"
    own = dict(column.options)
    if "inherited" in own:
        del own["inherited"]
        yield f"{head} {f'SET DEFAULT {column.default}' if column.default else 'DROP DEFAULT'}"
        yield f"{head} {'DROP' if column.nullable else 'SET'} NOT NULL"
    for word in ("storage", "compression", "statistics"):
        if value := own.pop(word, ""):
            yield f"{head} SET {word.upper()} {value.upper()}"
    if own:
        yield f"{head} SET {settings(own)}"


def _replicated(identity: str, profile: Profile) -> str:
    word, _, index = identity.partition(" ")
    return f"USING INDEX {quote(index, profile)}" if index else word.upper()
