"""Access: roles, grants and row-level policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import catalog as cat
from generator.model import Access, Entity, NamedType, Policy, Role
from generator.source import Place
from generator.sql.literals import text_literal
from generator.sql.lower import nodes
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import of_expression
from generator.sql.lower.security import security

__all__ = ["grants", "policies", "roles"]

PUBLIC = "public"
FLAGS = {
    "create_database": "CREATEDB",
    "create_role": "CREATEROLE",
    "inherit": "NOINHERIT",
    "replication": "REPLICATION",
}
SEQUENCES = {"mariadb": ("INSERT", "SELECT"), "mssql": ("UPDATE",)}
"""What using a sequence takes, where there is no USAGE."""


def roles(low: Lowering) -> Iterator[cat.Object]:
    """Gives the roles of the model; passwords and logins are the administrator's business."""
    for item in low.model.roles:
        if low.verdict("roles", item.name, item.at, item.spec) != NATIVE:
            continue
        bypass = item.bypass_row_security and low.engine == "postgresql"
        if item.bypass_row_security and (by := low.answer("bypass_row_security")) != NATIVE:
            low.emulate(by, "bypass_row_security", item.name)
        yield cat.Role(
            name=item.physical,
            login=item.login,
            member_of=tuple(sorted(_role(low, name) for name in _above(low, item))),
            bypass_row_security=bypass,
            attributes=dict(_attributes(low, item)),
            settings=dict(_settings(low, item)),
            memberships=dict(_memberships(low, item)),
            comment=item.description,
            node=item.name,
            at=item.at,
        )


def _attributes(low: Lowering, item: Role) -> Iterator[tuple[str, str]]:
    """Gives what a role may do or not where that is not usual, sorted by name."""
    for name, value in sorted(item.options.items()):
        if name in FLAGS and value is (name != "inherit"):
            yield name, FLAGS[name]
        elif name == "connection_limit":
            yield name, f"CONNECTION LIMIT {value}"
        elif name == "valid_until":
            yield name, f"VALID UNTIL {text_literal(str(value), low.profile)}"


def _settings(low: Lowering, item: Role) -> Iterator[tuple[str, str]]:
    found = item.options.get("settings")
    for name, value in sorted(found.items()) if isinstance(found, Mapping) else ():
        word = str(value).lower() if isinstance(value, bool) else str(value)
        listed = name == "search_path" and word != ""
        yield name, word if listed else text_literal(word, low.profile)


def _memberships(low: Lowering, item: Role) -> Iterator[tuple[str, str]]:
    found = item.options.get("memberships")
    for name, given in sorted(found.items()) if isinstance(found, Mapping) else ():
        words = dict(given) if isinstance(given, Mapping) else {}
        told = ["ADMIN OPTION"] if words.get("admin") is True else []
        usual = item.options.get("inherit") is not False
        if words.get("inherit") not in (None, usual):
            told.append(f"INHERIT {str(words['inherit']).upper()}")
        told += ["SET FALSE"] if words.get("set") is False else []
        if told:
            yield _role(low, name), ", ".join(told)


def _above(low: Lowering, item: Role) -> Iterator[str]:
    """Gives the roles that one is a member of; on SQL Server, one that signs in has no members."""
    users = {role.name for role in low.model.roles if role.login and low.engine == "mssql"}
    for name in item.member_of:
        if name not in users:
            yield name
        elif not low.waived("roles", item.name, item.spec):
            reason = f"`{name}` signs in, and a user of SQL Server has no members"
            low.refuse("roles", item.name, item.at, reason)


def _role(low: Lowering, name: str) -> str:
    return next((role.physical for role in low.model.roles if role.name == name), name)


def grants(low: Lowering) -> Iterator[cat.Object]:
    """Gives one grant a role and object, and the use of schemas that these grants need, where
    nothing is said of it."""
    used: dict[tuple[str, str], Place] = {}
    said: set[tuple[str, str]] = set()
    for made in _object_grants(low):
        if made.on_kind == "schema":
            said.add((made.on, made.role))
        elif made.schema and made.privileges and not made.later:
            used.setdefault((made.schema, made.role), made.at)
        yield made
    if low.engine != "postgresql":
        return
    for (schema, role), at in sorted(used.items(), key=lambda item: item[0]):
        if {(schema, role), (schema, PUBLIC)} & said:
            continue
        yield cat.Grant(
            schema=schema,
            on_kind="schema",
            on=schema,
            role=role,
            privileges=("USAGE",),
            node=f"schema {schema}.access.{role}",
            at=at,
        )


@dataclass(frozen=True, slots=True)
class _Holder:
    """What rights are given on. kind: as grants call it; node: its logical path."""

    kind: str
    schema: str
    name: str
    node: str
    spec: str
    wanted: tuple[Access, ...]
    entity: Entity | None = None


def _holders(low: Lowering) -> Iterator[_Holder]:
    model = low.model
    for each in model.entities:
        yield _Holder("table", each.schema, each.table, each.name, each.spec, each.access, each)
    for view in model.views:
        yield _Holder("view", view.schema, view.physical, view.name, view.spec, view.access)
    for item in model.sequences if low.answer("sequence") == NATIVE else ():
        yield _Holder("sequence", item.schema, item.physical, item.name, item.spec, item.access)
    for function in model.functions:
        if low.answer(function.kind) == NATIVE and function.body is not None:
            types = low.arguments(function)
            name = f"{function.physical}({types})"
            yield _Holder(
                "function",
                function.schema,
                name,
                function.signature,
                function.spec,
                function.access,
            )
    if low.engine == "postgresql":
        for space in low.model.schemas:
            schema = "" if space.name == low.profile.default_schema else space.name
            node = f"schema {space.name}"
            yield _Holder("schema", schema, space.name, node, space.spec, space.access)
            for given in space.default_access:
                path = f"{node}.default_access.{given.of and f'of.{given.of}.'}{given.on}"
                of = _role(low, given.of)
                yield _Holder(given.on, schema, of, path, space.spec, given.access)
        yield from _types(low)


def _types(low: Lowering) -> Iterator[_Holder]:
    """Gives the types that the engine has as such."""
    enums = [item for item in low.model.enums if item.representation == "native"]
    for item in low.model.enums:
        is_lost = item.access and item not in enums
        if is_lost and not low.waived("access", item.name, item.spec):
            note = f"an enum that is kept as `{item.representation}` is no type of its own"
            low.refuse("access", item.name, item.access[0].at, note)
    held: tuple[NamedType, ...] = (*enums, *low.model.domains, *low.model.composites)
    for each in held:
        yield _Holder("type", each.schema, each.physical, each.name, each.spec, each.access)


def _object_grants(low: Lowering) -> Iterator[cat.Grant]:
    for holder in _holders(low):
        by_role: dict[tuple[str, bool], list[Access]] = {}
        for item in holder.wanted:
            by_role.setdefault((item.role, item.grantable), []).append(item)
        for (role, grantable), items in by_role.items():
            privileges = _privileges(low, holder, role, items)
            if privileges or _is_lost(low, holder, items):
                yield cat.Grant(
                    schema=holder.schema,
                    on_kind=holder.kind,
                    on=holder.name,
                    role=_role(low, role),
                    privileges=privileges,
                    grantable=grantable,
                    node=f"{holder.node}.access.{role}",
                    at=items[0].at,
                )


def _is_lost(low: Lowering, holder: _Holder, items: Sequence[Access]) -> bool:
    """Whether a default of everybody is taken away: on functions, types, and on the default schema."""
    usual = holder.kind in ("function", "type") or (holder.kind == "schema" and not holder.schema)
    return low.engine == "postgresql" and usual and any(not item.privilege for item in items)


def _privileges(
    low: Lowering, holder: _Holder, role: str, items: Sequence[Access]
) -> tuple[str, ...]:
    """Gives what a role may do, () where the engine has no privileges."""
    path = f"{holder.node}.access.{role}"
    if low.verdict("access", path, items[0].at, holder.spec) != NATIVE:
        if any(item.fields for item in items):
            low.waived("column_access", path, holder.spec)
        return ()
    found = {text for item in items for text in _privilege(low, item, holder, path)}
    return tuple(sorted(found))


def _privilege(low: Lowering, item: Access, holder: _Holder, path: str) -> Iterator[str]:
    if holder.kind == "sequence" and low.engine in SEQUENCES:
        yield from SEQUENCES[low.engine]
        return
    word = item.privilege.upper()
    if not word:
        return
    if not item.fields:
        yield word
    elif low.verdict("column_access", path, item.at, holder.spec) == NATIVE:
        names = item.fields
        if holder.entity is not None:
            known = tuple(name for name in item.fields if _has(holder.entity, name))
            names = nodes.columns(holder.entity, known)
        yield f"{word} ({', '.join(low.quote(name) for name in sorted(names))})"


def _has(entity: Entity, name: str) -> bool:
    return any(field.name == name for field in entity.fields)


def policies(low: Lowering, entity: Entity, columns: Sequence[cat.Column]) -> Iterator[cat.Object]:
    """Gives the row-level policies; one for several commands becomes one a command."""
    by = low.answer("policies")
    if by not in ("", NATIVE) and (entity.policies or entity.row_security):
        yield from security(low, entity, columns, by)
        return
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
