"""Columns: types, defaults, identities, generated values, and the checks that stand for a type.

Takes an entity, gives its columns in order and what must stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Default, Domain, Entity, Field, Identity, Type
from generator.sql.lower import nodes, serial
from generator.sql.lower.collations import BINARY, INSENSITIVE, collation
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import named_types, of_expression
from generator.sql.lower.storage import flags
from generator.sql.scope import Value
from generator.sql.types import SqlType, named_type

__all__ = ["columns", "default_of"]

TEXTS = ("char", "string", "text", "password", "enum")
UTF8, NONCE, TAG = 4, 12, 16
BARE = ("NULL", "TRUE", "FALSE")
NATIVE_BARE = re.compile(
    r"[bx]?'(?:[^'\\]|''|\\.)*'|[+-]?\d[\d.]*(?:e[+-]?\d+)?|\(.*\)"
    r"|current_(?:timestamp|date|time)(?:\(\d*\))?",
    re.IGNORECASE | re.DOTALL,
)
TEXT = re.compile(r"\w*(char|text)|enum\(|set\(", re.IGNORECASE)
LOBS = ("text", "blob", "json", "geometry", "vector")


def columns(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the columns of an entity, each with the checks that its type stands for."""
    for position, field in enumerate(entity.fields):
        origin = nodes.of_field(entity, field)
        kind = low.type(_kept(field))
        if kind.refused:
            low.error("G253", f"{low.profile.label} {kind.refused}", field.at)
            continue
        yield _column(low, entity, field, kind, origin, position)
        yield from _type_checks(low, entity, field, kind, origin)
        yield from _domain_checks(low, entity, field, origin)


def _kept(field: Field) -> Type:
    """Gives the type of what is kept: of an encrypted text, its ciphertext.

    AES-GCM adds a nonce of 12 bytes and a tag of 16; base64 makes four characters of three bytes, and
    UTF-8 up to four bytes of a character."""
    if not field.encrypted or field.type.name != "string" or not field.type.args:
        return field.type
    size = field.type.args[0] * UTF8 + NONCE + TAG
    return Type("string", (-(-size // 3) * 4,))


def _column(
    low: Lowering,
    entity: Entity,
    field: Field,
    kind: SqlType,
    origin: nodes.Origin,
    position: int,
) -> cat.Column:
    generated, stored = _generated(low, entity, field, origin)
    kept = flags(field.options)
    kept.pop("charset", None)  # the collation says it
    on_update = kept.pop("on_update_set", "")
    made = serial.default(low, entity, field) or default(low, field, kind)
    if low.engine == "mssql":
        name = kept.pop("default_name", "")
        kept |= {"default_name": name or low.name("df", entity.table, field.column)} if made else {}
    if on_null := nodes.said(entity, "on_null", field.name):
        kept["on_null"] = on_null
    return cat.Column(
        schema=entity.schema,
        table=entity.table,
        name=field.column,
        type=kind.text,
        nullable=_is_nullable(low, field),
        default=made,
        generated=generated,
        stored=stored,
        identity=_identity(low, entity, field, origin),
        collate=_collate(low, entity, field, kind, origin),
        on_update=on_update,
        options=kept,
        comment=field.description,
        position=position,
        needs=(
            *named_types(low, field.type),
            *_default_needs(low, field),
            *serial.needs(low, entity, field),
        ),
        node=origin.path,
        was=origin.was,
        at=field.at,
    )


def _is_nullable(low: Lowering, field: Field) -> bool:
    """MariaDB takes no NOT NULL on a generated column, SQL Server none on one that is not stored."""
    if field.generated is not None and low.engine in ("mariadb", "mssql"):
        return True
    return field.nullable


def _generated(
    low: Lowering, entity: Entity, field: Field, origin: nodes.Origin
) -> tuple[str, bool]:
    if field.generated is None:
        return "", True
    feature = "generated_stored" if field.generated.stored else "generated_virtual"
    answer = low.verdict(feature, origin.path, field.at, entity.spec)
    return low.spell(field.generated.expr, entity), field.generated.stored or answer != NATIVE


def default(low: Lowering, field: Field, kind: SqlType) -> str:
    """Writes a field's default, or that of its domain where the engine has none."""
    domain = _domain(low, field.type)
    wanted = field.default or (domain.default if domain else None)
    return default_of(low, wanted, field.type, kind)


def default_of(low: Lowering, wanted: Default | None, of: Type, kind: SqlType) -> str:
    """Writes a default, "" for none or for one that the application sets.

    SQLite, MySQL and MariaDB want brackets around an expression, MySQL also around any default of
    a long column."""
    if wanted is None or wanted.kind == "application":
        return ""
    if wanted.kind == "literal":
        text = low.literal(wanted.value, of)
        wide = low.engine in ("mysql", "mariadb") and _is_wide(kind.text)
        return f"({text})" if wide and text != "NULL" else text
    text = low.spell(wanted.expr) if wanted.expr else low.calls(str(wanted.value), of)
    wrapped = low.engine in ("sqlite", "mysql", "mariadb") and not _is_bare(wanted, text)
    return f"({text})" if wrapped else text


def _is_wide(kind: str) -> bool:
    """Whether a type of MySQL is kept outside of the row; the values of an enum say nothing of it."""
    plain = re.sub(r"'(?:[^']|'')*'", "", kind.lower())
    return any(lob in plain for lob in LOBS)


def _is_bare(wanted: Default, text: str) -> bool:
    """Whether a default goes without brackets: a word, or what a person wrote for the engine as a
    literal, as the engine's clock, or in brackets already."""
    written = wanted.expr is not None and wanted.expr.native
    return text.upper() in BARE or (written and NATIVE_BARE.fullmatch(text) is not None)


def _default_needs(low: Lowering, field: Field) -> tuple[cat.Id, ...]:
    if field.default is None or field.default.expr is None:
        return ()
    return of_expression(low, field.default.expr)


def _identity(
    low: Lowering, entity: Entity, field: Field, origin: nodes.Origin
) -> cat.Identity | None:
    wanted = field.identity
    if wanted is None or serial.is_one(low, field):
        return None
    mode: str = "by_default" if wanted.mode == "serial" else wanted.mode
    if (
        mode == "always"
        and low.verdict("identity_always", origin.path, field.at, entity.spec) != NATIVE
    ):
        mode = "by_default"
    low.verdict("identity", origin.path, field.at, entity.spec)
    increment = wanted.increment or 1
    first = wanted.start if wanted.start is not None else _first(wanted, increment)
    counter = entity.options.get("auto_increment")
    start = counter if isinstance(counter, int) and not isinstance(counter, bool) else first
    if not _counts_specially(wanted):
        return cat.Identity(mode=mode, start=start, increment=1, cache=_cache(low, wanted))
    if low.engine == "mssql" and not _is_bounded(wanted):
        return cat.Identity(mode=mode, start=start, increment=increment)
    if low.verdict("identity_options", origin.path, field.at, entity.spec) != NATIVE:
        return cat.Identity(
            mode=mode, start=start, increment=increment if low.engine == "mssql" else 1
        )
    return cat.Identity(
        mode, start, increment, wanted.minimum, wanted.maximum, _cache(low, wanted), wanted.cycle
    )


def _first(wanted: Identity, increment: int) -> int:
    bound = wanted.minimum if increment > 0 else wanted.maximum
    if bound is not None:
        return bound
    return 1 if increment > 0 else -1


def _is_bounded(wanted: Identity) -> bool:
    return wanted.minimum is not None or wanted.maximum is not None or wanted.cycle


def _counts_specially(wanted: Identity) -> bool:
    return _is_bounded(wanted) or (wanted.increment or 1) != 1


def _cache(low: Lowering, wanted: Identity) -> int:
    return wanted.cache or 1 if low.engine == "postgresql" else 1


def _collate(
    low: Lowering, entity: Entity, field: Field, kind: SqlType, origin: nodes.Origin
) -> str:
    usual = str(entity.options.get("collate", "")) if _is_text(kind) else ""
    if field.collate:
        return collation(low, field.collate, origin, entity.spec)
    if usual and field.case == "sensitive":  # elsewhere the table says it for its columns
        return collation(low, usual, origin, entity.spec) if low.engine == "mssql" else ""
    if field.case == "insensitive":
        low.verdict("case_insensitive", origin.path, field.at, entity.spec)
        return INSENSITIVE.get(low.engine, "")
    if kind.collate:
        return kind.collate
    if "charset" in field.options and low.engine in ("mysql", "mariadb"):
        return f"{field.options['charset']}_bin"
    return BINARY["mssql"] if low.engine == "mssql" and _is_text(kind) else ""


def _is_text(kind: SqlType) -> bool:
    return TEXT.match(kind.text) is not None


def _type_checks(
    low: Lowering, entity: Entity, field: Field, kind: SqlType, origin: nodes.Origin
) -> Iterator[cat.Object]:
    """Gives a check for each thing that the type guarantees and the engine's type does not."""
    if field.generated is not None and low.engine == "mssql" and not field.generated.stored:
        return
    for check in kind.checks:
        _note_emulation(low, field, check.emulation, origin)
        part = origin.part(check.emulation)
        yield cat.Check(
            schema=entity.schema,
            table=entity.table,
            name=low.name("ck", entity.table, field.column, check.emulation),
            expression=check.on(low.quote(field.column)),
            emulates=check.emulation,
            node=part.path,
            was=part.was,
            at=field.at,
        )


def _note_emulation(low: Lowering, field: Field, check: str, origin: nodes.Origin) -> None:
    """Notes that a check stands in for a native type; an enum `as: check` asked for the check."""
    if check == "range" and low.answer("unsigned") != NATIVE:
        low.emulate(low.answer("unsigned"), "unsigned", origin.path)
    enum = next((item for item in low.model.enums if item.name == field.enum), None)
    if check == "enum" and enum is not None and enum.representation == "native":
        low.emulate(low.answer("enum_native"), "enum_native", origin.path)


def _domain(low: Lowering, kind: Type) -> Domain | None:
    """Gives the domain of a type, None where there is none or the engine has it itself."""
    if kind.name != "domain" or low.answer("domain") == NATIVE:
        return None
    found = named_type(kind, low.model)
    return found if isinstance(found, Domain) else None


def _domain_checks(
    low: Lowering, entity: Entity, field: Field, origin: nodes.Origin
) -> Iterator[cat.Object]:
    """Repeats a domain's checks on a column, where the engine has no domains."""
    domain = _domain(low, field.type)
    if domain is None:
        return
    by = low.emulate(low.answer("domain"), "domain", origin.path)
    for check in domain.checks:
        part = origin.part(check.name)
        yield cat.Check(
            schema=entity.schema,
            table=entity.table,
            name=low.name("ck", entity.table, field.column, check.name),
            expression=low.spell(
                check.expr, Value(domain.type, low.quote(field.column)), check=True
            ),
            emulates=by,
            node=part.path,
            was=part.was,
            at=check.at,
        )
