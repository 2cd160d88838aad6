"""Access: roles, grants and row-level policies."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Access, Entity, Policy
from generator.source import Place
from generator.sql.lower import nodes
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import of_expression

__all__ = ["grants", "policies", "roles"]

PUBLIC = "public"


def roles(low: Lowering) -> Iterator[cat.Object]:
    """Gives the roles of the model; passwords and logins are the administrator's business."""
    for item in low.model.roles:
        if low.verdict("roles", item.name, item.at, item.spec) != NATIVE:
            continue
        bypass = item.bypass_row_security and low.engine == "postgresql"
        yield cat.Role(
            name=item.physical,
            login=item.login,
            member_of=tuple(sorted(_role(low, name) for name in item.member_of)),
            bypass_row_security=bypass,
            comment=item.description,
            node=item.name,
            at=item.at,
        )


def _role(low: Lowering, name: str) -> str:
    return next((role.physical for role in low.model.roles if role.name == name), name)


def grants(low: Lowering) -> Iterator[cat.Object]:
    """Gives one grant a role and object, and the use of schemas that these grants need."""
    used: dict[tuple[str, str], Place] = {}
    for made in _object_grants(low):
        if made.schema:
            used.setdefault((made.schema, made.role), made.at)
        yield made
    if low.engine != "postgresql":
        return
    for (schema, role), at in sorted(used.items(), key=lambda item: item[0]):
        yield cat.Grant(
            schema=schema,
            on_kind="schema",
            on=schema,
            role=role,
            privileges=("USAGE",),
            node=f"schema {schema}.access.{role}",
            at=at,
        )


def _object_grants(low: Lowering) -> Iterator[cat.Grant]:
    for entity in low.model.entities:
        yield from _of(
            low,
            entity.access,
            "table",
            entity.schema,
            entity.table,
            entity.name,
            entity.spec,
            entity,
        )
    for view in low.model.views:
        yield from _of(low, view.access, "view", view.schema, view.physical, view.name, view.spec)
    if low.answer("sequence") == NATIVE:
        for sequence in low.model.sequences:
            yield from _of(
                low,
                sequence.access,
                "sequence",
                sequence.schema,
                sequence.physical,
                sequence.name,
                sequence.spec,
            )
    for function in low.model.functions:
        arguments = ", ".join(low.type(kind).text for _, _, kind in function.arguments)
        on = f"{function.physical}({arguments})"
        if low.answer(function.kind) == NATIVE and function.body is not None:
            yield from _of(
                low,
                function.access,
                "function",
                function.schema,
                on,
                function.signature,
                function.spec,
            )


def _of(
    low: Lowering,
    wanted: tuple[Access, ...],
    kind: str,
    schema: str,
    on: str,
    node: str,
    spec: str,
    entity: Entity | None = None,
) -> Iterator[cat.Grant]:
    by_role: dict[tuple[str, bool], list[Access]] = {}
    for item in wanted:
        by_role.setdefault((item.role, item.grantable), []).append(item)
    for (role, grantable), items in by_role.items():
        path, at = f"{node}.access.{role}", items[0].at
        if low.verdict("access", path, at, spec) != NATIVE:
            if any(item.fields for item in items):
                low.waived("column_access", path, spec)
            continue
        privileges = {
            text for item in items for text in _privilege(low, item, entity, path, spec, kind)
        }
        if not privileges:
            continue
        yield cat.Grant(
            schema=schema,
            on_kind=kind,
            on=on,
            role=_role(low, role),
            privileges=tuple(sorted(privileges)),
            grantable=grantable,
            node=path,
            at=at,
        )


def _privilege(
    low: Lowering, item: Access, entity: Entity | None, path: str, spec: str, kind: str
) -> Iterator[str]:
    if kind == "sequence" and low.engine == "mariadb":
        yield from ("SELECT", "INSERT")  # a sequence is a table there
        return
    if kind == "sequence" and low.engine == "mssql":
        yield "UPDATE"  # what NEXT VALUE FOR asks for
        return
    word = "ALL" if item.privilege == "all" else item.privilege.upper()
    if not item.fields:
        yield word
    elif low.verdict("column_access", path, item.at, spec) == NATIVE:
        names = item.fields
        if entity is not None:
            names = nodes.columns(entity, tuple(name for name in item.fields if _has(entity, name)))
        yield f"{word} ({', '.join(low.quote(name) for name in sorted(names))})"


def _has(entity: Entity, name: str) -> bool:
    return any(field.name == name for field in entity.fields)


def policies(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the row-level policies; one for several commands becomes one a command."""
    for item in entity.policies:
        origin = nodes.of_item(entity, "policies", item.name, item.was, item.at)
        if low.verdict("policies", origin.path, item.at, entity.spec) != NATIVE:
            continue
        for command in item.commands if len(item.commands) < 4 else ():
            yield _policy(low, entity, item, origin, command, alone=len(item.commands) == 1)
        if not item.commands or len(item.commands) == 4:
            yield _policy(low, entity, item, origin, "all", alone=True)


def _policy(
    low: Lowering,
    entity: Entity,
    item: Policy,
    origin: nodes.Origin,
    command: str,
    *,
    alone: bool,
) -> cat.Policy:
    """USING is nothing to an insert, CHECK is nothing to a select or a delete."""
    using = low.spell(item.using, entity) if item.using and command != "insert" else ""
    wanted = item.check or (item.using if command == "insert" else None)
    check = low.spell(wanted, entity) if wanted and command in ("all", "insert", "update") else ""
    written = [expr for expr in (item.using, item.check) if expr is not None]
    return cat.Policy(
        schema=entity.schema,
        table=entity.table,
        name=item.physical if alone else low.name(item.physical, command),
        command=command.upper(),
        roles=tuple(sorted(_role(low, name) for name in item.to if name != PUBLIC)),
        using=using,
        check=check,
        permissive=not item.restrictive,
        needs=tuple(need for expr in written for need in of_expression(low, expr)),
        node=origin.path if alone else f"{origin.path}.{command}",
        was=origin.was,
        at=item.at,
    )
