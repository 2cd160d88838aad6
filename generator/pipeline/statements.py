"""The statements of access patterns: those that the generated repositories send, with typical values.

Takes the Result of a run, gives for an engine each pattern's SQL, ready for EXPLAIN. The repositories are
rendered into a package of their own and asked (`database.explain.statements`), so what is planned is what
a service sends, casts and paging included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Protocol, cast

from generator.database.explain.sample import made_up
from generator.database.explain.statements import Question, Sent, ask, filled
from generator.diagnostics import Diagnostic
from generator.model import Entity, Model, Query, Type, Value
from generator.pipeline.result import Result
from generator.pipeline.targets import available, render
from generator.render.python.names import attribute, module_name
from generator.source import Place
from generator.sql.expressions import read
from generator.sql.literals import literal
from generator.sql.profile import Profile
from generator.sql.tokens import Fault
from generator.sql.tree import Between, Binary, Call, Cast, In, Like, Name, Parameter

__all__ = ["PAGES", "Pattern", "Source", "patterns", "sent"]

PACKAGE = "asked"
TARGETS = ("sqlalchemy", "repositories")
PAGES = ("first page", "next page")

PARTS = MappingProxyType({"below": 0.1, "above": 0.9, "from": 0.45, "to": 0.55})
"""How a field is compared with a bound, and the part of the rows that lie below it: a tenth is wanted."""

BOTH = MappingProxyType({"above": "from", "below": "to"})
"""What a bound is called where there is one on the other side, too."""

PREFIX = 8
"""Letters that somebody has typed of a text that is looked for."""

Answers = Mapping[tuple[str, str, str], tuple[Sent, ...]]
"""(engine, entity, query) to its statements."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A statement of an access pattern. part: `first page` or `next page`, "" without pages; `with lines`
    for what is loaded with the rows. sent: as the repository sends it, arguments by name; sql: with
    typical values in their places."""

    entity: Entity
    query: Query
    part: str
    sent: str
    sql: str

    @property
    def name(self) -> str:
        """`order.newest_of_org`, as people write it."""
        return f"{self.entity.name}.{self.query.name}"


def sent(result: Result, engines: tuple[str, ...], *, trusted: bool) -> tuple[Answers, Result]:
    """Asks the repositories for the statements of all patterns; the Result has what went wrong."""
    problems = tuple(_untrusted(result)) if not trusted else ()
    if problems:
        return {}, result.found(problems)
    asked = [
        (engine, entity, query)
        for engine in engines
        for entity in result.models[engine].entities
        for query in entity.queries
    ]
    given = result.config.targets or {}
    options = {
        "sqlalchemy": {**given.get("sqlalchemy", {}), "package": f"{PACKAGE}.data"},
        "repositories": {**given.get("repositories", {}), "package": f"{PACKAGE}.repositories"},
    }
    own = replace(result, config=replace(result.config, targets=options, off=frozenset()))
    made = render(own, TARGETS, trusted=trusted, progress=lambda *_: None)
    if made.failed or not asked:
        return {}, result.found(made.diagnostics)
    files = {
        f"{PACKAGE}/{file.path.partition(f'{PACKAGE}/')[2]}": file.text
        for file in made.files
        if f"{PACKAGE}/" in file.path
    }
    packages = (f"{PACKAGE}.repositories", f"{PACKAGE}.data")
    answers = ask(files, packages, [_question(*item) for item in asked])
    named = [(engine, entity.name, query.name) for engine, entity, query in asked]
    return dict(zip(named, answers, strict=True)), result


def _untrusted(result: Result) -> Iterator[Diagnostic]:
    """What templates of the workspace generate is Python that would run here."""
    for target in available(result.workspace.root)[0]:
        if target.name in TARGETS and "workspace" in target.origins:
            message = f"what `{target.name}` generates here is not trusted to run"
            hint = "read its templates, then say `--trust`"
            yield Diagnostic("G511", message, Place(f"templates/{target.name}/manifest.yaml"), hint)


def _question(engine: str, entity: Entity, query: Query) -> Question:
    return Question(
        module=module_name(entity.name),
        constant=query.name.upper(),
        dialect=engine,
        arguments={name: kind.name == "array" for name, kind in query.params},
        tenant=bool(entity.tenant),
        page=query.page or 0,
        related=tuple(map(attribute, query.include)),
    )


class Source(Protocol):
    """Where typical values come from: a sample, or a database that is there."""

    def common(self, entity: str, name: str, item: int = 0) -> Value: ...
    def bound(self, entity: str, name: str, part: float) -> Value: ...


def patterns(result: Result, engine: str, answers: Answers, source: Source) -> tuple[Pattern, ...]:
    """Gives the statements of an engine's patterns, in the order of the specs, with values filled in."""
    profile = result.profiles[engine]
    return tuple(
        Pattern(
            entity,
            query,
            part,
            each.sql,
            _statement(each, entity, query, values),
        )
        for entity in result.models[engine].entities
        for query in entity.queries
        for values in [_Values(profile, result.models[engine], source)]
        for part, each in zip(_parts(query), answers[engine, entity.name, query.name], strict=True)
    )


def _parts(query: Query) -> tuple[str, ...]:
    """Names the statements of a pattern in the order in which they are sent."""
    return (*(PAGES if query.page else ("",)), *(f"with {name}" for name in query.include))


def _statement(each: Sent, entity: Entity, query: Query, values: _Values) -> str:
    return filled(each.sql, lambda name: values.of(each.holes[name], entity, query))


@dataclass(frozen=True, slots=True)
class _Values:
    """Spells typical values: of a common row, or where a bound leaves a part of the rows."""

    profile: Profile
    model: Model
    source: Source

    def of(self, what: str, entity: Entity, query: Query) -> str:
        """Spells what fills a hole."""
        kind, name, item = (*what.split(":"), "")[:3]
        match kind:
            case "number":
                return name
            case "key":
                return self._typical(entity, query.order[int(name)][0], "equal")
            case "tenant":
                return self._typical(entity, entity.tenant, "equal")
            case "row":
                table, _, column = name.rpartition(".")
                owner = next(each for each in self.model.entities if each.table == table)
                known = next(field for field in owner.fields if field.column == column)
                return self._typical(owner, known.name, "equal", int(item))
        found = self._compared(entity, query, name)
        if found is None:
            given = dict(query.params)[name]
            of = given.of if given.name == "array" and given.of else given
            return literal(self._made_up(of), of, self.profile, self.model)
        return self._typical(*found, int(item))

    def _made_up(self, of: Type) -> Value:
        return made_up(of, self.model)

    def _typical(self, entity: Entity, name: str, how: str, item: int = 0) -> str:
        if how == "to":
            value = self._above(entity.name, name)
        elif how in PARTS:
            value = self.source.bound(entity.name, name, PARTS[how])
        else:
            value = self.source.common(entity.name, name, item)
        kind = entity.field(name).type
        if value is None:
            value = self._made_up(kind)
        if how == "like":
            value = f"{str(value)[:PREFIX].lower()}%"
        return literal(value, kind, self.profile, self.model)

    def _above(self, entity: str, name: str) -> Value:
        """Gives the upper bound of a range: a tenth of the rows above the lower one, or more where these
        have but a few values."""
        low = self.source.bound(entity, name, PARTS["from"])
        parts = (PARTS["to"], 0.65, 0.75, 0.85, 1.0)
        found = (self.source.bound(entity, name, part) for part in parts)
        return next((value for value in found if value != low), low)

    def _compared(self, entity: Entity, query: Query, name: str) -> tuple[Entity, str, str] | None:
        """Gives the field that a parameter is compared with, and how; None when there is none."""
        written = query.sql or query.where
        if written is None or written.native:
            return None
        try:
            tree = read(written, None if query.sql else entity)
        except Fault:
            return None
        for node in _walk(tree):
            found, how = _comparison(node, name)
            owner = self._owner(entity, found) if found else None
            if owner is not None:
                return owner, found, _between(tree, found, how)
        return None

    def _owner(self, entity: Entity, name: str) -> Entity | None:
        """Gives the entity that has the field: the pattern's own, if it has it."""
        every = (entity, *self.model.entities)
        return next((item for item in every if _has(item, name)), None)


def _has(entity: Entity, name: str) -> bool:
    return any(field.name == name for field in entity.fields)


def _between(tree: object, field: str, how: str) -> str:
    """Says of a bound whether the field has one on each side."""
    names = [node.name for node in _walk(tree) if isinstance(node, Parameter)]
    found = {_comparison(node, name) for node in _walk(tree) for name in names}
    is_between = {(field, "above"), (field, "below")} <= found
    return BOTH.get(how, how) if is_between else how


def _comparison(node: object, parameter: str) -> tuple[str, str]:
    """Gives the field that a node compares with a parameter, and how; ("", "") for another node."""
    match node:
        case Binary(op=op, left=left, right=right):
            if _is(right, parameter):
                return _field(left), {"<": "below", "<=": "below", ">": "above", ">=": "above"}.get(
                    op, "equal"
                )
            if _is(left, parameter):
                return _field(right), {
                    "<": "above",
                    "<=": "above",
                    ">": "below",
                    ">=": "below",
                }.get(op, "equal")
        case Like(operand=operand, pattern=pattern) if _is(pattern, parameter):
            return _field(operand), "like"
        case In(operand=operand, items=items) if any(_is(item, parameter) for item in items):
            return _field(operand), "equal"
        case Between(operand=operand, low=low, high=high):
            if _is(low, parameter):
                return _field(operand), "above"
            if _is(high, parameter):
                return _field(operand), "below"
        case _:
            pass
    return "", ""


def _is(node: object, parameter: str) -> bool:
    return isinstance(node, Parameter) and node.name == parameter


def _field(node: object) -> str:
    """Gives the field that a side of a comparison is, perhaps within a function."""
    match node:
        case Name(name=name):
            return name
        case Call(args=(only,)):
            return _field(only)
        case Cast(operand=operand):
            return _field(operand)
    return ""


def _walk(tree: object) -> Iterator[object]:
    """Gives all nodes of a tree, a statement's inner ones too."""
    if isinstance(tree, tuple):
        for item in cast(tuple[object, ...], tree):
            yield from _walk(item)
    elif hasattr(tree, "__dataclass_fields__"):
        yield tree
        for part in fields(tree):  # type: ignore[arg-type]
            yield from _walk(getattr(tree, part.name))
