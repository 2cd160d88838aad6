"""Scenarios of requirements, run on a real database.

Takes a Session with the schema in it and the models of its engine, gives what did not come out as the
scenario says; nothing when all did. What a scenario does is undone by whoever calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from generator.catalog import Catalog, DomainType, Index, Object, PrimaryKey, Unique
from generator.database.session import Session
from generator.database.url import DatabaseError
from generator.model import Action, Entity, Expectation, Model, Query, Scenario, Type, Value
from generator.sql.expressions import spell
from generator.sql.literals import literal
from generator.sql.profile import Profile, quote
from tests.scenarios.factory import Factory
from tests.scenarios.violations import Violation, violation

PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@dataclass(slots=True)
class Runner:
    """One engine's schema, as the model means it and as it stands in the database."""

    session: Session
    model: Model
    catalog: Catalog
    profile: Profile
    factory: Factory

    def problems(self, scenario: Scenario) -> list[str]:
        """Runs a scenario, gives what is wrong with the outcome."""
        for action in scenario.given:
            self._do(action)
        try:
            rows, affected = self._do(scenario.when)
            self._settle()
        except DatabaseError as error:
            found = violation(error, self.profile.name)
            return list(self._refused(found, scenario))
        return list(self._done(scenario.then, rows, affected))

    def _settle(self) -> None:
        """Has constraints checked that would wait for the end of the transaction."""
        if self.profile.name == "postgresql":
            self.session.run("SET CONSTRAINTS ALL IMMEDIATE")

    def _refused(self, found: Violation, scenario: Scenario) -> Iterator[str]:
        then = scenario.then
        if then.rejected != found.kind:
            yield f"refused as {found.kind or 'something else'}: {found.text}"
        elif found.name and not self._is(found, then.by):
            yield f"refused by {found.name}, not by {then.by}"

    def _is(self, found: Violation, path: str) -> bool:
        """Whether the constraint that an engine names comes from the node that a person names."""
        nodes = {item.node for item in self.catalog if found.name in (item.id.name, _columns(item))}
        if any(node == path or node.startswith(f"{path}.") for node in nodes):
            return True
        entity, _, rest = path.partition(".")
        owner = self.model.entity(entity)
        if found.kind in ("privilege", "policy"):
            return found.name in ("", owner.table)
        field = next((each for each in owner.fields if each.name == rest), None)
        if field is None:
            return False
        checks = [
            name
            for item in self.catalog
            if isinstance(item, DomainType)
            for name, _ in item.checks
            if item.name == field.type.ref
        ]
        return found.name in (*checks, field.column, f"{owner.table}.{field.column}")

    def _done(
        self, then: Expectation, rows: list[dict[str, object]], affected: int | None
    ) -> Iterator[str]:
        if then.rejected:
            yield f"taken, though {then.by} had to refuse it"
        if then.query is not None:
            rows, _ = self._do(then.query)
        if then.count is not None and then.count != len(rows):
            yield f"{len(rows)} rows instead of {then.count}"
        if then.affected is not None and then.affected != affected:
            yield f"{affected} rows changed instead of {then.affected}"
        for place, wanted in enumerate(then.rows or ()):
            got = rows[place] if place < len(rows) else {}
            for name, value in wanted.items():
                if not _same(got.get(name), value):
                    yield f"row {place}: {name} is {got.get(name)!r}, not {value!r}"

    # what people do

    def _do(self, action: Action) -> tuple[list[dict[str, object]], int | None]:
        """Does one thing, gives the rows that came out or how many were changed."""
        if action.verb == "query":
            return self._query(action), None
        entity = self.model.entity(action.target)
        if action.verb == "insert":
            *needed, row = self.factory.rows(entity, action.values)
            for parent in needed:
                self._insert(*parent)
            with_rights = self._as(action)
            self._insert(*row)
            self._back(with_rights)
            return [], 1
        where = self._pairs(entity, action.where, " AND ", "IS NULL")
        count = self._one(f"SELECT count(*) FROM {self._table(entity)} WHERE {where}")
        with_rights = self._as(action)
        if action.verb == "update":
            changes = self._pairs(entity, action.values, ", ", "= NULL")
            self.session.run(f"UPDATE {self._table(entity)} SET {changes} WHERE {where}")
        else:
            self.session.run(f"DELETE FROM {self._table(entity)} WHERE {where}")
        self._back(with_rights)
        return [], count

    def _as(self, action: Action) -> bool:
        """Takes on a role and a tenant (PostgreSQL, whose scenarios alone speak of them)."""
        if action.tenant is not None:
            self.session.run(f"SELECT set_config('app.tenant', '{action.tenant}', true)")
        if action.role:
            role = next(item for item in self.model.roles if item.name == action.role)
            self.session.run(f"SET LOCAL ROLE {role.physical}")
        return bool(action.role)

    def _back(self, with_rights: bool) -> None:
        if with_rights:
            self.session.run("RESET ROLE")

    def _insert(self, entity: Entity, values: Mapping[str, Value]) -> None:
        columns = ", ".join(self._column(entity, name) for name in values)
        texts = ", ".join(self._literal(entity, name, value) for name, value in values.items())
        own = " OVERRIDING SYSTEM VALUE" if self.profile.name == "postgresql" else ""
        self.session.run(f"INSERT INTO {self._table(entity)} ({columns}){own} VALUES ({texts})")

    def _query(self, action: Action) -> list[dict[str, object]]:
        name, _, wanted = action.target.rpartition(".")
        entity = self.model.entity(name)
        query = next(item for item in entity.queries if item.name == wanted)
        fields = query.fields or tuple(each.name for each in entity.fields)
        columns = ", ".join(self._column(entity, field) for field in fields)
        where = " AND ".join(self._conditions(entity, query, action.args)) or "1 = 1"
        order = ", ".join(
            self._column(entity, field) + (" DESC" if down else "") for field, down in query.order
        )
        rows = self.session.fetch(
            f"SELECT {columns} FROM {self._table(entity)} WHERE {where}"
            + (f" ORDER BY {order}" if order else "")
        )
        return [dict(zip(fields, row, strict=True)) for row in rows]

    def _conditions(self, entity: Entity, query: Query, args: Mapping[str, Value]) -> Iterator[str]:
        if query.where is not None:
            types = dict(query.params)
            text = spell(query.where, entity, self.model, self.profile)
            yield PARAMETER.sub(lambda m: self._argument(args[m[1]], types[m[1]]), f"({text})")
        if entity.soft_delete and not query.deleted:
            yield f"{self._column(entity, entity.soft_delete)} IS NULL"

    def _argument(self, value: Value, of: Type) -> str:
        if isinstance(value, tuple):
            return "(" + ", ".join(self._argument(item, of.of or of) for item in value) + ")"
        return literal(value, of, self.profile, self.model)

    # spelling

    def _one(self, sql: str) -> int:
        ((count,),) = self.session.fetch(sql)
        return int(str(count))

    def _pairs(self, entity: Entity, values: Mapping[str, Value], between: str, null: str) -> str:
        return between.join(
            f"{self._column(entity, name)} "
            + (null if value is None else f"= {self._literal(entity, name, value)}")
            for name, value in values.items()
        )

    def _literal(self, entity: Entity, name: str, value: Value) -> str:
        return literal(value, entity.field(name).type, self.profile, self.model)

    def _column(self, entity: Entity, name: str) -> str:
        return quote(entity.field(name).column, self.profile)

    def _table(self, entity: Entity) -> str:
        return self.profile.table(entity.schema, entity.table)


def _columns(item: Object) -> str:
    """Gives what SQLite calls a unique: `table.column, table.column`."""
    match item:
        case Unique() | PrimaryKey():
            columns = item.columns
        case Index():
            columns = tuple(key.column for key in item.keys)
        case _:
            return ""
    return ", ".join(f"{item.table}.{column}" for column in columns)


def _same(got: object, wanted: Value) -> bool:
    """Whether a driver's value is what a person wrote: numbers by value, all else by its text."""
    try:
        return Decimal(str(got)) == Decimal(str(wanted))
    except InvalidOperation:
        return str(got) == str(wanted)
