"""Portable SQL bound to the model: every expression checked, what follows from them filled in.

Takes a resolved Model, gives it with the parameters and columns of its queries, the columns and needs
of its views and the indexes that its queries demand, and what is wrong (G230 to G238)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.diagnostics import Diagnostic
from generator.model import Domain, Entity, Expr, Index, Model, Query, Trigger, Type, View
from generator.naming import FIXED, Limit, Scheme
from generator.sql.analysis import Analysis, Purpose
from generator.sql.demand import demanded
from generator.sql.expressions import (
    CHECK,
    DEFAULT,
    FILTER,
    GENERATED,
    INDEX,
    POLICY,
    STATEMENT,
    WHERE,
    check,
    examine,
    unowned,
)
from generator.sql.profile import Profile
from generator.sql.scope import Changing, Owner, Value
from generator.sql.visible import TENANT

__all__ = ["bind"]

UNKNOWN = Type("native")
Place = tuple[Expr, Owner, Purpose]


def bind(
    model: Model,
    profile: Profile | None = None,
    limits: Sequence[Limit] = (),
    scheme: Scheme = FIXED,
) -> tuple[Model, tuple[Diagnostic, ...]]:
    """Binds a model. profile: of the model's engine, so that what it cannot spell is told too; None
    for the neutral model. limits and scheme: of names, for the indexes that
    are added.

    Views are bound before everything else, since statements may read them; a view that is read by
    another is bound before it, whatever their order in the model."""
    binder = _Binder(model, profile)
    binder.views()
    model = replace(binder.model, entities=tuple(map(binder.entity, binder.model.entities)))
    for expr, owner, purpose in _places(model):
        speller = profile if purpose is not POLICY or _has_policies(profile) else None
        binder.findings.extend(check(expr, owner, model, purpose, speller))
    stated = profile.capabilities.items() if profile else ()
    lacking = {feature for feature, each in stated if each.support != "native"}
    entities = tuple(
        replace(entity, indexes=(*entity.indexes, *demanded(entity, limits, scheme, lacking)))
        for entity in model.entities
    )
    return replace(model, entities=entities), tuple(binder.findings)


@dataclass(slots=True)
class _Binder:
    """The model so far, and what was found."""

    model: Model
    profile: Profile | None
    findings: list[Diagnostic] = field(default_factory=list)

    def examine(self, expr: Expr, owner: Owner, purpose: Purpose) -> Analysis:
        found, problems = examine(expr, owner, self.model, purpose, self.profile)
        self.findings.extend(problems)
        return found

    def views(self) -> None:
        """Binds the views, each after those it reads; native ones keep what was declared."""
        waiting = [view for view in self.model.views if view.body and not view.body.native]
        while waiting:
            names = {view.name for view in waiting}
            ready = [
                view for view in waiting if not _reads(view, self.model) & (names - {view.name})
            ]
            for view in ready or waiting:  # a ring of views: each is told what the other lacks
                self._view(view)
            waiting = [view for view in waiting if view not in ready] if ready else []

    def _view(self, view: View) -> None:
        assert view.body is not None, view.name
        found = self.examine(view.body, None, STATEMENT)
        needs = tuple(dict.fromkeys((*view.needs, *found.needs)))
        bound = replace(view, columns=found.outputs, needs=needs)
        views = tuple(bound if each.name == view.name else each for each in self.model.views)
        self.model = replace(self.model, views=views)
        if not any(finding.severity == "error" for finding in self.findings):
            self.findings.extend(_unshown(bound))

    def entity(self, entity: Entity) -> Entity:
        """Binds the queries of an entity."""
        return replace(
            entity, queries=tuple(self._query(query, entity) for query in entity.queries)
        )

    def _query(self, query: Query, entity: Entity) -> Query:
        expr, owner = (query.where, entity) if query.sql is None else (query.sql, None)
        told = () if query.sql is None or not entity.tenant else (TENANT,)
        if told and query.sql is not None:
            self.findings.extend(unowned(query.sql, self.model))
        if expr is None or expr.native:
            params = tuple(item for item in query.params if item[0] not in told)
            return replace(query, params=params)
        found = self.examine(expr, owner, WHERE if owner is not None else STATEMENT)
        params = tuple(
            (name, of)
            for name, of in found.parameters.items()
            if of is not None and name not in told
        )
        columns = tuple((name, of or UNKNOWN, nullable) for name, of, nullable in found.outputs)
        return replace(query, params=params, columns=columns)


def _unshown(view: View) -> Iterator[Diagnostic]:
    """Finds the indexes of a view over what it does not show (G204)."""
    shown = [name for name, _, _ in view.columns]
    for index in view.indexes:
        for name in (*(key.field for key in index.keys if key.field), *index.include):
            if name not in shown:
                yield Diagnostic(
                    "G204", f"view `{view.name}` shows no `{name}`", index.at, on_key=True
                )


def _has_policies(profile: Profile | None) -> bool:
    """Whether an engine is given policies at all; where it is not, nobody has to spell them."""
    found = profile.capabilities.get("policies") if profile is not None else None
    return found is not None and found.support != "refused"


def _reads(view: View, model: Model) -> frozenset[str]:
    assert view.body is not None, view.name
    return frozenset(examine(view.body, None, model, STATEMENT)[0].needs)


def _places(model: Model) -> Iterator[Place]:
    """Goes over every expression that is only checked, with whose it is and what it is for."""
    for entity in model.entities:
        yield from _of_entity(entity)
    for view in model.views:
        if view.body is not None and view.body.native:
            yield view.body, None, STATEMENT
        yield from _of_indexes(view.indexes, view)
    for domain in model.domains:
        yield from _of_domain(domain)
    for trigger in model.triggers:
        yield from _of_trigger(trigger, model)
    for function in model.functions:
        if function.body is not None:
            yield function.body, None, STATEMENT


def _of_entity(entity: Entity) -> Iterator[Place]:
    for each in entity.fields:
        if each.generated is not None:
            yield each.generated.expr, entity, GENERATED
        if each.default is not None and each.default.expr is not None:
            yield each.default.expr, None, DEFAULT
    for part in (entity, *entity.parts()):
        yield from _of_rows(part)
    for policy in entity.policies:
        yield from ((expr, entity, POLICY) for expr in (policy.using, policy.check) if expr)


def _of_rows(entity: Entity) -> Iterator[Place]:
    """Goes over what holds of an entity's rows, or of those of a partition."""
    yield from ((item.expr, entity, CHECK) for item in entity.checks)
    for unique in entity.uniques:
        if unique.where is not None:
            yield unique.where, entity, FILTER
    for exclusion in entity.exclusions:
        yield from ((part.expr, entity, INDEX) for part in exclusion.elements if part.expr)
        if exclusion.where is not None:
            yield exclusion.where, entity, FILTER
    yield from _of_indexes(entity.indexes, entity)
    if entity.partition is not None:
        yield from ((key.expr, entity, INDEX) for key in entity.partition.keys if key.expr)


def _of_indexes(indexes: Sequence[Index], owner: Entity | View) -> Iterator[Place]:
    for index in indexes:
        yield from ((key.expr, owner, INDEX) for key in index.keys if key.expr)
        if index.where is not None:
            yield index.where, owner, FILTER


def _of_domain(domain: Domain) -> Iterator[Place]:
    yield from ((item.expr, Value(domain.type), CHECK) for item in domain.checks)
    if domain.default is not None and domain.default.expr is not None:
        yield domain.default.expr, None, DEFAULT


def _of_trigger(trigger: Trigger, model: Model) -> Iterator[Place]:
    entity = next((each for each in model.entities if each.name == trigger.entity), None)
    if trigger.condition is not None and entity is not None:
        yield trigger.condition, Changing(entity), WHERE
    if trigger.body is not None:
        yield trigger.body, None, STATEMENT
