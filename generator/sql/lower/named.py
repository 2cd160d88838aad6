"""What stands outside tables: schemas, extensions, named types and sequences."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Domain, Sequence
from generator.sql.lower import serial
from generator.sql.lower.collations import collation
from generator.sql.lower.columns import default_of
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import ids, named_types
from generator.sql.lower.nodes import Origin
from generator.sql.scope import Value

__all__ = ["extensions", "schemas", "sequences", "serials", "types"]

BITS = {"int16": 15, "int32": 31, "int64": 63}


def schemas(low: Lowering) -> Iterator[cat.Object]:
    """Gives the schemas that something lives in or is said of; the default one when it has a comment."""
    if not low.profile.has_schemas:
        return
    found = {spec.schema: spec.at for spec in low.model.specs if spec.schema}
    for entity in low.model.entities:
        if entity.schema:
            found.setdefault(entity.schema, entity.at)
    told = {item.name: item for item in low.model.schemas}
    for name in sorted({*found, *told}):
        item = told.get(name)
        if name != low.profile.default_schema or (item and item.description):
            yield cat.Schema(
                name=name,
                comment=item.description if item else "",
                node=f"schema {name}",
                at=item.at if item else found[name],
            )


def extensions(low: Lowering) -> Iterator[cat.Object]:
    """Gives the extensions that were asked of this engine."""
    for item in low.model.extensions:
        if item.engine == low.engine:
            yield cat.Extension(
                name=item.name,
                schema=item.schema,
                version=item.version,
                node=f"extension {item.name}",
                at=item.at,
            )


def types(low: Lowering) -> Iterator[cat.Object]:
    """Gives the native types: enums, composites, domains."""
    for made in _types(low):
        own = not made.schema and made.name in low.profile.own_types
        if own:
            label = low.profile.label
            message = (
                f"`{made.name}` is a type that {label} has itself, and would be taken for this one"
            )
            low.error(
                "G257", message, made.at, f"write `name: {made.name}_type`, or call it otherwise"
            )
        else:
            yield made


def _types(low: Lowering) -> Iterator[cat.EnumType | cat.CompositeType | cat.DomainType]:
    if low.engine == "postgresql":
        yield from _enums(low)
    if low.answer("composite") == NATIVE:
        yield from _composites(low)
    if low.answer("domain") == NATIVE:
        for domain in low.model.domains:
            yield _domain(low, domain)


def _enums(low: Lowering) -> Iterator[cat.EnumType]:
    for item in low.model.enums:
        if item.representation == "native":
            yield cat.EnumType(
                schema=item.schema,
                name=item.physical,
                values=tuple(value.name for value in item.values),
                comment=item.description,
                renamed=tuple((value.was, value.name) for value in item.values if value.was),
                node=item.name,
                was=item.was,
                at=item.at,
            )


def _composites(low: Lowering) -> Iterator[cat.CompositeType]:
    for item in low.model.composites:
        needs = (need for field in item.fields for need in named_types(low, field.type))
        yield cat.CompositeType(
            schema=item.schema,
            name=item.physical,
            attributes=tuple((field.column, low.type(field.type).text) for field in item.fields),
            comment=item.description,
            needs=tuple(dict.fromkeys(needs)),
            node=item.name,
            was=item.was,
            at=item.at,
        )


def _domain(low: Lowering, domain: Domain) -> cat.DomainType:
    """Leaves NULL to the columns, unless told otherwise: a field may be `slug?`, which a NOT NULL domain
    would refuse."""
    kind = low.type(domain.type)
    origin = Origin(domain.name, domain.was, domain.at)
    checks = [
        (low.name("ck", domain.physical, check.emulation), check.on("VALUE"))
        for check in kind.checks
    ]
    checks += [
        (check.physical, low.spell(check.expr, Value(domain.type))) for check in domain.checks
    ]
    return cat.DomainType(
        schema=domain.schema,
        name=domain.physical,
        type=kind.text,
        nullable=not domain.not_null,
        default=default_of(low, domain.default, domain.type, kind),
        collate=collation(low, domain.collate, origin, domain.spec) if domain.collate else "",
        checks=tuple(sorted(checks)),
        comment=domain.description,
        needs=(*named_types(low, domain.type), *ids(low, domain.needs)),
        node=domain.name,
        was=domain.was,
        at=domain.at,
    )


def sequences(low: Lowering) -> Iterator[cat.Object]:
    """Gives the sequences, with the bounds that the engine uses where none are said."""
    for item in low.model.sequences:
        if low.verdict("sequence", item.name, item.at, item.spec) != NATIVE:
            continue
        minimum, maximum = _bounds(low, item)
        increment = item.increment or 1
        start = item.start if item.start is not None else (minimum if increment > 0 else maximum)
        yield cat.Sequence(
            schema=item.schema,
            name=item.physical,
            type=low.type(item.type).text,
            start=start,
            increment=increment,
            minimum=minimum,
            maximum=maximum,
            cache=_cache(low, item),
            cycle=item.cycle,
            owned_by=_owner(low, item) if low.engine == "postgresql" else (),
            comment=item.description,
            node=item.name,
            was=item.was,
            at=item.at,
        )


def serials(low: Lowering) -> Iterator[cat.Object]:
    """Gives the sequences of serial columns."""
    for entity in low.model.entities:
        for field in entity.fields:
            if serial.is_one(low, field) and not entity.abstract:
                kind = low.type(field.type).text
                end = 2 ** BITS.get(field.type.name, 63) - 1
                yield cat.Sequence(
                    schema=entity.schema,
                    name=serial.sequence(low, entity, field),
                    type=kind,
                    start=1,
                    increment=1,
                    minimum=1,
                    maximum=end,
                    owned_by=(entity.table, field.column),
                    node=f"{entity.name}.{field.name}.identity",
                    at=field.at,
                )


def _cache(low: Lowering, item: Sequence) -> int:
    """Gives how many numbers are taken at once: where there is no cache, MariaDB says 0, others 1."""
    found = 1 if item.cache is None else item.cache
    return found if low.engine == "mariadb" else max(found, 1)


def _bounds(low: Lowering, item: Sequence) -> tuple[int, int]:
    """Gives the bounds: from 1 to the type's end when rising, mirrored when falling.

    MariaDB keeps the very end of a bigint to itself."""
    end = 2 ** BITS.get(item.type.name, 63) - 1
    if low.engine == "mariadb" and end == 2**63 - 1:
        end -= 1
    rising = (item.increment or 1) > 0
    minimum = item.minimum if item.minimum is not None else (1 if rising else -end - 1)
    maximum = item.maximum if item.maximum is not None else (end if rising else -1)
    return minimum, maximum


def _owner(low: Lowering, item: Sequence) -> tuple[str, ...]:
    if not item.owned_by:
        return ()
    name, _, field = item.owned_by.rpartition(".")
    entity = low.model.entity(name)
    return entity.table, entity.field(field).column
