"""Policies that become a security policy of SQL Server come back out of it as what makes the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from generator.catalog import Column, SecurityPolicy
from generator.model import Entity, Expr, Field, Model, Policy, PrimaryKey, Role, Type
from generator.recover.security import Told, forced, portable, told
from generator.sql.lower.columns import columns
from generator.sql.lower.context import Lowering
from generator.sql.lower.security import security
from tests.sql.profiles import PROFILES

COMMANDS = ("select", "insert", "update", "delete")
ROLES = (
    Role(name="app", physical="app", spec="s", login=True),
    Role(name="report", physical="report", spec="s"),
    Role(name="auditor", physical="o'auditor", spec="s"),
)
FIELDS = (
    Field(name="id", column="id", type=Type("int64"), nullable=False),
    Field(name="org_id", column="OrgId", type=Type("int64")),
    Field(name="state", column="state", type=Type("string", (10,)), case="insensitive"),
)
EXPRESSIONS = st.sampled_from(
    ("org_id = current_tenant()", "true", "state = 'new'", "org_id = 1 OR state IS NULL")
).map(Expr)


@st.composite
def policies(draw: st.DrawFn) -> tuple[Policy, ...]:
    found = []
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True)):
        commands = draw(st.lists(st.sampled_from(COMMANDS), unique=True))
        using, check = draw(st.none() | EXPRESSIONS), draw(st.none() | EXPRESSIONS)
        roles = draw(st.lists(st.sampled_from(("app", "report", "auditor")), unique=True))
        found.append(
            Policy(
                name=name,
                physical=name,
                commands=tuple(command for command in COMMANDS if command in commands),
                to=tuple(roles),
                using=using or (None if check else Expr("true")),
                check=check,
                restrictive=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    key = PrimaryKey(name="pk", fields=("id",))
    security = draw(st.sampled_from(("enabled", "forced")))
    made = Entity(name="t", table="ts", spec="s", fields=FIELDS, key=key, row_security=security)
    return replace(made, policies=draw(policies()))


def lowered(entity: Entity, roles: tuple[Role, ...]) -> SecurityPolicy:
    """Gives the security policy of an entity."""
    low = Lowering(Model(engine="mssql", entities=(entity,), roles=roles), PROFILES["mssql"])
    made = [item for item in columns(low, entity) if isinstance(item, Column)]
    (found,) = security(low, entity, made, "security-policy")
    assert isinstance(found, SecurityPolicy)
    return found


def again(item: Told) -> Policy:
    """Makes a policy of what is told of one."""
    names = {role.physical: role.name for role in ROLES}
    using, check = (Expr(portable(text)) if text else None for text in (item.using, item.check))
    return Policy(
        name=item.name,
        physical=item.name,
        commands=item.commands,
        to=tuple(names[role] for role in item.roles),
        using=using,
        check=check,
        restrictive=not item.permissive,
    )


@given(entities(), st.booleans())
def test_policies_of_a_security_policy_make_the_same_one(entity: Entity, bypass: bool) -> None:
    roles = (*ROLES[:2], replace(ROLES[2], bypass_row_security=bypass))
    made = lowered(entity, roles)

    found = told(made)

    assert found is not None
    assert forced(made) == (entity.row_security == "forced")
    back = replace(entity, policies=tuple(map(again, found)))
    assert lowered(back, roles) == made


def test_a_role_that_is_not_there_is_nobody_and_not_everybody() -> None:
    policy = Policy(name="a", physical="a", to=("report",), using=Expr("true"))
    key = PrimaryKey(name="pk", fields=("id",))
    entity = Entity(name="t", table="ts", spec="s", fields=FIELDS, key=key, policies=(policy,))

    (found,) = told(lowered(entity, ROLES[:1])) or ()

    assert found.roles == ("report",)
