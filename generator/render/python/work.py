"""The unit of work: a transaction with a repository for each kind of row.

Takes a model and a way of waiting, gives what the template of `work.py` prints."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Entity, Model
from generator.render.python import types
from generator.render.python.code import Code, call
from generator.render.python.imports import imports
from generator.render.python.layout import docstring, signature, statement
from generator.render.python.names import model_class, module_name, rows_name, tables
from generator.render.python.ways import Io

__all__ = ["Member", "Work", "work"]


@dataclass(frozen=True, slots=True)
class Member:
    """A repository as a property of the unit of work."""

    head: str
    docstring: str
    body: str


@dataclass(frozen=True, slots=True)
class Work:
    """The unit of work. tenant: the type of a tenant, "" where nothing belongs to one; tells: whether
    the database is told it, by a listener of the session."""

    abc: str
    imports: tuple[str, ...]
    init: str
    callable: str
    tenant: str
    tells: bool
    arguments: str
    repositories: tuple[Member, ...]


def work(model: Model, way: Io, package: str, telling: str = "") -> Work:
    """Makes the unit of work of one way of waiting. telling: the package of the models, which
    tell the database whose rows are worked on, "" where no policy asks."""
    owned = [entity for entity in tables(model) if entity.tenant]
    tenant = types.annotation(owned[0].field(owned[0].tenant).type, model) if owned else ""
    members = tuple(_member(model, entity) for entity in tables(model))
    known = [
        imports(
            f"{package}.{way.name}.{module_name(entity.name)}",
            [f"{model_class(model, entity.name)}Repository"],
        )
        for entity in tables(model)
    ]
    known.append(imports(f"{package}.errors", ["StaleVersion", "Transient"]))
    known.append(imports(f"{package}.violations", ["explain"]))
    if telling and tenant:
        known.append(imports(f"{telling}.base", ["tell_tenant"]))
    returns = "Awaitable[T]" if way.is_async else "T"
    return Work(
        abc="Awaitable, Callable" if way.is_async else "Callable",
        imports=tuple(sorted(known)),
        init=_opening(way, tenant),
        callable=f"Callable[[UnitOfWork], {returns}]",
        tenant=tenant,
        tells=bool(telling and tenant),
        arguments="sessions, tenant=tenant" if tenant else "sessions",
        repositories=members,
    )


def _opening(way: Io, tenant: str) -> str:
    parameters = ["self", f"sessions: {way.maker}"]
    lines = [
        "        self._sessions = sessions",
        f"        self._session: {way.session} | None = None",
    ]
    if tenant:
        parameters += ["*", f"tenant: {tenant} | None = None"]
        lines.append("        self._tenant = tenant")
    head = signature("__init__", parameters, "None", asynchronous=False)
    asked = _ASKED.replace("KIND", tenant) if tenant else ""
    return "\n".join([head, *lines]) + asked


_ASKED = '''

    @property
    def tenant(self) -> KIND:
        """Whose rows are worked on; LookupError when nobody said so."""
        if self._tenant is None:
            raise LookupError("these rows belong to a tenant: name it")
        return self._tenant'''


def _member(model: Model, entity: Entity) -> Member:
    owner = model_class(model, entity.name)
    arguments: list[Code] = ["self.session"]
    named: dict[str, Code] = {"tenant": "self.tenant"} if entity.tenant else {}
    made = call(f"{owner}Repository", *arguments, **named)
    return Member(
        signature(rows_name(model, entity), ["self"], f"{owner}Repository", asynchronous=False),
        docstring(f"The rows of `{entity.table}`", 8),
        statement("return ", made, indent=8),
    )
