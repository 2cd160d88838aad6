"""Specs of any size for measuring: the same schema in the words of gen and of its peers.

Takes a number of entities, gives texts by path; nothing is read or written here. Every entity has
twelve fields, one of them a reference to the entity before it, two indexes and a description on all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["changed", "dbml", "django", "drizzle", "linkml", "sqlalchemy", "workspace"]

PER_SPEC = 25
"""Entities in a spec, about as many as one team looks after."""

SETTINGS = """\
version: 1
name: measured
engines: {postgresql: "15", sqlite: "3.40", mysql: "8.4", mariadb: "10.11", mssql: "2019"}
targets: {sqlalchemy: {package: measured}, repositories: {}, docs: {}}
out: made
"""

COLUMNS = (
    ("name", "string(80)"),
    ("code", "string(20)"),
    ("title", "string(200)?"),
    ("price", "decimal(12,2)"),
    ("quantity", "int32"),
    ("weight", "float64?"),
    ("active", "bool"),
    ("listed_on", "date?"),
    ("created_at", "datetime"),
    ("remarks", "text?"),
)
"""What an entity has beside its key and its reference: name and logical type."""


def workspace(count: int) -> Mapping[str, str]:
    """Gives gen.yaml and the specs of `count` entities."""
    made = {"gen.yaml": SETTINGS}
    for start in range(0, count, PER_SPEC):
        spec = start // PER_SPEC
        entities = "".join(_entity(n) for n in range(start, min(start + PER_SPEC, count)))
        head = f"title: Part {spec}\npurpose: To be measured.\ndomain: part{spec}\nentities:\n"
        made[path(spec)] = head + entities
    return made


def path(spec: int) -> str:
    """Gives the path of a spec, by its number."""
    return f"openspec/specs/database/part-{spec:03}/schema.yaml"


def changed(text: str) -> str:
    """Gives a spec with one more field in its first entity."""
    mark = "      remarks:"
    return text.replace(mark, "      noted: {type: string(40)?, description: A note.}\n" + mark, 1)


def _entity(n: int) -> str:
    lines = [
        f"  thing{n}:",
        f"    description: The things of kind {n}.",
        "    fields:",
        "      id: {type: int64, key: true, identity: always, description: Its number.}",
        f"      parent_id: {{ref: thing{max(n - 1, 0)}?, as: parent, inverse: parts{n},"
        " description: What it is part of.}",
    ]
    for name, kind in COLUMNS:
        lines.append(f'      {name}: {{type: "{kind}", description: The {name} of it.}}')
    lines += ["    indexes:", "      parent: [parent_id]", "      found: [code, created_at]"]
    return "\n".join(lines) + "\n"


def dbml(count: int) -> str:
    """Gives the same schema in DBML; without the self-reference of the first, which it cannot read."""
    types = {"string": "varchar", "int32": "int", "float64": "double", "datetime": "timestamp"}
    made: list[str] = []
    for n in range(count):
        rows = ["  id bigint [pk, note: 'Its number.']"]
        ref = f"ref: > thing{n - 1}.id, " if n else ""
        rows.append(f"  parent_id bigint [{ref}note: 'What it is part of.']")
        for name, kind, nullable in _columns():
            base, _, rest = kind.partition("(")
            text = types.get(base, base) + (f"({rest}" if rest else "")
            null = "null" if nullable else "not null"
            rows.append(f"  {name} {text} [{null}, note: 'The {name} of it.']")
        rows.append("  indexes {\n    parent_id\n    (code, created_at)\n  }")
        body = "\n".join(rows)
        made.append(f"Table thing{n} {{\n{body}\n  Note: 'The things of kind {n}.'\n}}\n")
    return "\n".join(made)


def django(count: int) -> str:
    """Gives the same schema as Django's models."""
    types = {"text": "TextField", "int32": "IntegerField", "float64": "FloatField"}
    types |= {"bool": "BooleanField", "date": "DateField", "datetime": "DateTimeField"}
    lines = ["from django.db import models"]
    for n in range(count):
        said = 'db_comment="What it is part of."'
        lines += [
            f"class Thing{n}(models.Model):",
            "    id = models.BigAutoField(primary_key=True)",
        ]
        lines.append(
            f'    parent = models.ForeignKey("Thing{max(n - 1, 0)}", models.PROTECT, null=True,'
            f' related_name="parts{n}", {said})'
        )
        for name, kind, nullable in _columns():
            base, _, rest = kind.rstrip(")").partition("(")
            size = f"max_length={rest}, " if base == "string" else ""
            if base == "decimal":
                size = "max_digits=12, decimal_places=2, "
            field = {"string": "CharField", "decimal": "DecimalField"}.get(base) or types[base]
            lines.append(
                f"    {name} = models.{field}({size}null={nullable},"
                f' db_comment="The {name} of it.")'
            )
        index = f'models.Index(fields=["code", "created_at"], name="ix_thing{n}_found")'
        lines += [
            "    class Meta:",
            f'        db_table = "thing{n}"',
            f"        indexes = [{index}]",
        ]
    return "\n".join(lines) + "\n"


def drizzle(count: int) -> str:
    """Gives the same schema in TypeScript for Drizzle on PostgreSQL, which has no descriptions."""
    types = {"text": "text", "int32": "integer", "float64": "doublePrecision", "bool": "boolean"}
    types |= {"date": "date", "datetime": "timestamp"}
    lines = ['import * as p from "drizzle-orm/pg-core";']
    for n in range(count):
        number = '{ mode: "number" }'
        lines.append(f'export const thing{n} = p.pgTable("thing{n}", {{')
        lines.append(f'  id: p.bigint("id", {number}).primaryKey().generatedAlwaysAsIdentity(),')
        ref = f"references((): p.AnyPgColumn => thing{max(n - 1, 0)}.id)"
        lines.append(f'  parent_id: p.bigint("parent_id", {number}).{ref},')
        for name, kind, nullable in _columns():
            base, _, rest = kind.rstrip(")").partition("(")
            need = "" if nullable else ".notNull()"
            made = f'{types.get(base, base)}("{name}")'
            if base == "string":
                made = f'varchar("{name}", {{ length: {rest} }})'
            elif base == "decimal":
                made = f'numeric("{name}", {{ precision: 12, scale: 2 }})'
            lines.append(f"  {name}: p.{made}{need},")
        parent, found = f'p.index("ix_thing{n}_parent")', f'p.index("ix_thing{n}_found")'
        lines.append(f"}}, (t) => [{parent}.on(t.parent_id), {found}.on(t.code, t.created_at)]);")
    return "\n".join(lines) + "\n"


def linkml(count: int) -> str:
    """Gives the same schema in LinkML, which has no indexes."""
    types = {"string": "string", "text": "string", "int32": "integer", "float64": "double"}
    types |= {"bool": "boolean", "decimal": "decimal", "date": "date", "datetime": "datetime"}
    lines = ["id: https://example.org/measured", "name: measured", "default_range: string"]
    lines += ["prefixes: {linkml: 'https://w3id.org/linkml/'}", "imports: [linkml:types]"]
    lines += ["classes:"]
    for n in range(count):
        lines += [f"  Thing{n}:", f"    description: The things of kind {n}.", "    attributes:"]
        lines.append("      id: {range: integer, identifier: true, description: Its number.}")
        lines.append(f"      parent: {{range: Thing{max(n - 1, 0)}, description: What it is in.}}")
        for name, kind, nullable in _columns():
            need = "" if nullable else ", required: true"
            of = types[kind.partition("(")[0]]
            lines.append(f"      {name}: {{range: {of}{need}, description: The {name} of it.}}")
    return "\n".join(lines) + "\n"


def sqlalchemy(count: int) -> str:
    """Gives the same schema as SQLAlchemy Core, for Alembic."""
    types = {"string": "String", "text": "Text", "int32": "Integer", "float64": "Double"}
    types |= {"bool": "Boolean", "decimal": "Numeric", "date": "Date", "datetime": "DateTime"}
    lines = ["from sqlalchemy import *", "metadata = MetaData()"]
    for n in range(count):
        lines += [f'Table("thing{n}", metadata,', '  Column("id", BigInteger, primary_key=True),']
        ref = f'ForeignKey("thing{max(n - 1, 0)}.id")'
        lines.append(f'  Column("parent_id", BigInteger, {ref}, index=True),')
        for name, kind, nullable in _columns():
            base, _, rest = kind.partition("(")
            text = types[base] + (f"({rest}" if rest else "")
            lines.append(f'  Column("{name}", {text}, nullable={nullable}),')
        lines.append(f'  Index("ix_thing{n}_found", "code", "created_at"))')
    return "\n".join(lines) + "\n"


def _columns() -> Iterator[tuple[str, str, bool]]:
    """Gives name, type without its `?`, and whether it may be empty."""
    for name, kind in COLUMNS:
        yield name, kind.removesuffix("?"), kind.endswith("?")
