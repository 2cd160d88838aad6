"""One entity with a field of every kind that expressions speak of, and rows to try them on."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model import Entity, Enum, EnumValue, Field, Model, Type, Value
from generator.sql.literals import literal
from generator.sql.profile import Profile, quote
from generator.sql.types import parse_type, sql_type

__all__ = ["MODEL", "ROW", "SAMPLE", "create", "insert"]

TYPES = {
    "id": "int32",
    "word": "string(40)",
    "padded": "string(10)",
    "nothing": "text",
    "count": "int32",
    "minus": "int64",
    "no_count": "int32",
    "price": "decimal(12,2)",
    "third": "decimal(12,6)",
    "ratio": "float64",
    "yes": "bool",
    "no": "bool",
    "born_on": "date",
    "opens_at": "time",
    "happened_at": "timestamp",
    "local_at": "datetime",
    "token": "uuid",
    "raw": "bytes(16)",
    "document": "json",
    "order": "int16",
}
NULLABLE = ("nothing", "no_count")
ROW: Mapping[str, Value] = {
    "id": 1,
    "word": "Ada Lovelace",
    "padded": "  x  ",
    "nothing": None,
    "count": 7,
    "minus": -7,
    "no_count": None,
    "price": "12.50",
    "third": "0.333333",
    "ratio": "0.5",
    "yes": True,
    "no": False,
    "born_on": "1815-12-10",
    "opens_at": "08:30:00",
    "happened_at": "2026-03-05T15:07:09.250000+01:00",
    "local_at": "2026-03-05 14:07:09.250000",
    "token": "0190F3B4-5C1E-7A2B-8C3D-4E5F60718293",
    "raw": "0x00ff10",
    "document": {"a": [1, True, None, "é"]},
    "order": 3,
}
SAMPLE = Entity(
    name="sample",
    table="samples",
    spec="database/sample",
    fields=(
        *(
            Field(name=name, column=name, type=parse_type(of), nullable=name in NULLABLE)
            for name, of in TYPES.items()
        ),
        Field(name="state", column="state", type=Type("enum", ref="state"), enum="state"),
    ),
)
MODEL = Model(
    entities=(SAMPLE,),
    enums=(
        Enum(
            name="state",
            physical="state",
            spec="database/sample",
            values=(EnumValue("open"), EnumValue("it's \\ done")),
        ),
    ),
)


def create(profile: Profile) -> str:
    """The table of the sample, with the checks that its types stand for."""
    lines: list[str] = []
    checks: list[str] = []
    for field in SAMPLE.fields:
        of = sql_type(field.type, profile, MODEL)
        name = quote(field.column, profile)
        null = "" if field.nullable else " NOT NULL"
        collate = f" COLLATE {of.collate}" if of.collate else ""
        lines.append(f"{name} {of.text}{collate}{null}")
        checks += [f"CHECK ({check.on(name)})" for check in of.checks]
    tail = {"sqlite": " STRICT", "mysql": " COLLATE utf8mb4_0900_bin"}
    tail["mariadb"] = " COLLATE utf8mb4_nopad_bin"
    inner = ", ".join((*lines, *checks))
    return f"CREATE TABLE {profile.table('', SAMPLE.table)} ({inner}){tail.get(profile.name, '')}"


def insert(row: Mapping[str, Value], profile: Profile) -> str:
    """The statement that adds a row; fields that it does not name are those of ROW."""
    full = {"state": "it's \\ done", **ROW, **row}
    names = ", ".join(quote(field.column, profile) for field in SAMPLE.fields)
    values = ", ".join(
        literal(full[field.name], field.type, profile, MODEL) for field in SAMPLE.fields
    )
    return f"INSERT INTO {profile.table('', SAMPLE.table)} ({names}) VALUES ({values})"
