"""What recovering knows: the catalog, the logical names given so far, and which way an object is said.

Takes a Catalog and a Profile, gives names by physical ones; made once a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.config import Config
from generator.model import Model
from generator.naming import Scheme
from generator.recover.engines import spelling
from generator.recover.names import singular, snake, unique
from generator.recover.spelling import Spelling
from generator.sql.profile import Profile
from generator.sql.types import logical_type, sql_type, type_text

__all__ = ["Known", "Meaning", "Ways", "known"]

HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
NAMED = (cat.EnumType, cat.DomainType)
ROUTINES = ("mysql", "mariadb")
"""Engines that know a routine by its name alone, and so say its arguments' types in their own words."""
LENGTH = re.compile(r"\(\d+(?:, ?\d+)?\)")
QUOTED = re.compile(r"`([^`]+)`|\"([^\"]+)\"|\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Ways:
    """How objects are said. native: with the engine's own SQL; verbatim: word for word; inside: those
    of them that come with a whole table. shaped: tables that may be said as links, with mixins and the
    like."""

    native: frozenset[Id] = frozenset()
    verbatim: frozenset[Id] = frozenset()
    inside: frozenset[Id] = frozenset()
    shaped: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a unique over expressions says. fields: in order; where: "" for all rows."""

    fields: tuple[str, ...]
    where: str
    nulls_not_distinct: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One run. settings: how the workspace names things, and what goes without saying there.
    entities, views, types, sequences, functions: logical name by id; fields: by id of the column;
    roles: by name.
    enums: name by the engine's type, where an enum is a type of columns.
    parts: of partitions. items: the object by entity, section and name; shared: the objects that
    partitions have alike. kept: the names of what is kept word for word.
    nameless: tables that have constraints without a name. serials: columns with a sequence of their
    own. typed: the engine's types of a function's arguments, where the logical ones do not say them.
    over: the index over expressions that an object is; meanings: of those that are uniques of the
    language; hidden: the columns that are there for these alone."""

    catalog: Catalog
    profile: Profile
    ways: Ways
    settings: Config
    entities: dict[Id, str] = field(default_factory=dict)
    views: dict[Id, str] = field(default_factory=dict)
    types: dict[Id, str] = field(default_factory=dict)
    sequences: dict[Id, str] = field(default_factory=dict)
    functions: dict[Id, str] = field(default_factory=dict)
    fields: dict[Id, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    enums: dict[str, str] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)
    parts: dict[Id, str] = field(default_factory=dict)
    items: dict[tuple[str, str, str], Id] = field(default_factory=dict)
    shared: dict[tuple[str, str, str], tuple[Id, ...]] = field(default_factory=dict)
    kept: dict[Id, str] = field(default_factory=dict)
    named: dict[str, list[Id]] = field(default_factory=dict)
    routines: dict[str, list[Id]] = field(default_factory=dict)
    serials: set[Id] = field(default_factory=set)
    typed: dict[Id, tuple[str, ...]] = field(default_factory=dict)
    over: dict[Id, cat.Index] = field(default_factory=dict)
    meanings: dict[Id, Meaning] = field(default_factory=dict)
    hidden: set[Id] = field(default_factory=set)

    @property
    def engine(self) -> str:
        """The engine's folder name."""
        return self.profile.name

    @property
    def rule(self) -> str:
        """How tables are named from entities."""
        return self.settings.tables

    @property
    def scheme(self) -> Scheme:
        """How constraints and indexes are named."""
        return self.settings.scheme

    @property
    def cases(self) -> tuple[str, str]:
        """How words are joined in names of tables and of columns."""
        return self.settings.table_case, self.settings.column_case

    def field_of(self, item: cat.Object, column: str) -> str:
        """Gives the field of a column of an object's table."""
        key = item.id
        table = self.whole(Id("table", key.schema, "", key.table))
        return self.fields.get(Id("column", table.schema, table.name, column), column)

    def whole(self, table: Id) -> Id:
        """Gives the table that a partition, of any depth, is of; another table itself."""
        found = self.catalog.objects.get(table)
        while isinstance(found, cat.Table) and found.parent:
            table = table._replace(name=found.parent)
            found = self.catalog.objects.get(table)
        return table

    def note(self, table: Id, section: str, name: str, key: Id) -> None:
        """Remembers which object a node below an entity says, or below a partition of one."""
        self.items[self.place(table, section, name)] = key

    def place(self, table: Id, section: str, name: str) -> tuple[str, str, str]:
        """Gives where a node stands: the entity, the section, after the partition if it is one's, and
        the node's name."""
        part = f"{self.parts[table]}.{section}" if table in self.parts else section
        return self.entities[self.whole(table)], part, name

    def fields_of(self, item: cat.Object, columns: Iterable[str]) -> list[str]:
        """Gives the fields of columns."""
        return [self.field_of(item, column) for column in columns]

    @property
    def spelling(self) -> Spelling:
        """What is the engine's own."""
        return spelling(self.engine)

    def kind(self, text: str) -> str:
        """Gives the logical type that is declared as `text`, "" when there is none."""
        if text.endswith("[]"):
            inner = self.kind(text[:-2])
            return f"array({inner})" if inner else ""
        if text in self.enums:
            return self.enums[text]
        for key, name in self.types.items():
            if text in (key.name, f"{key.schema}.{key.name}", f'"{key.name}"'):
                return name
        found = logical_type(text, self.profile)
        if (found.of or found).name == "native":
            return ""
        back = sql_type(found, self.profile, Model())
        same = self.spelling.same_type(back.text, text, self.profile)
        return type_text(found) if same and not back.checks else ""

    def argument(self, text: str) -> str:
        """Gives the logical type of an argument, of which the engine keeps no length; "" for none."""
        if exact := self.kind(text):
            return exact
        bare, brackets = (text[:-2], "[]") if text.endswith("[]") else (text, "")
        found = logical_type(f"{bare}(255){brackets}", self.profile)
        if (found.of or found).name == "native":
            return ""
        back = LENGTH.sub("", sql_type(found, self.profile, Model()).text)
        same = self.spelling.same_type(back, text, self.profile)
        return type_text(found).replace("string(255)", "string") if same else ""

    def is_key(self, column: cat.Column) -> bool:
        """Whether a column is in the primary key of its table."""
        key = self.catalog.objects.get(Id("primary_key", column.schema, column.table, ""))
        return isinstance(key, cat.PrimaryKey) and column.name in key.columns

    def near(self, text: str) -> str:
        """Gives the logical type that is the nearest to one of the engine's own."""
        found = logical_type(text, self.profile)
        inner = found.of or found
        return self.spelling.nearest(text) if inner.name == "native" else type_text(found)

    def called(self, key: Id) -> str:
        """Gives the name by which specs speak of an object, "" for what nothing can name."""
        if key in self.kept:
            return self.kept[key]
        for names in (self.entities, self.views, self.sequences, self.functions, self.types):
            if key in names:
                return names[key]
        item = self.catalog.objects.get(key)
        if isinstance(item, cat.Table) and item.parent:
            return self.called(key._replace(name=item.parent))
        if isinstance(item, cat.Sequence) and item.owned_by:  # inside of a table that is kept
            return self.called(Id("table", key.schema, "", item.owned_by[0]))
        owner = Id("table", key.schema, "", key.table)
        return self.called(owner) if key.table and owner in self.catalog.objects else ""

    def needs(self, item: cat.View | cat.Function | cat.Trigger | cat.DomainType) -> list[str]:
        """Gives the logical names of what an object must find."""
        depends = self.catalog.depends.get(item.id, ())
        found = (self.called(need) for need in (*item.needs, *depends))
        read = self._read(self.spelling.reads(item))
        mine = self.called(item.id)
        return [name for name in dict.fromkeys((*found, *read)) if name and name != mine]

    def _read(self, text: str) -> Iterator[str]:
        """Gives what a statement names."""
        if not text:
            return
        words = frozenset(re.findall(r"\w+", text))
        words |= {name for quoted in QUOTED.findall(text) for name in quoted}
        called = frozenset(re.findall(r"(\w+)[`\"]?\s*(?:\(|,|\n|$)", text))
        for name in sorted(words & self.named.keys()):
            yield from map(self.called, self.named[name])
        for name in sorted(called & self.routines.keys()):
            yield from map(self.called, self.routines[name])


def known(
    catalog: Catalog,
    profile: Profile,
    ways: Ways,
    settings: Config,
) -> Known:
    """Names everything that can be referred to; names are unique over all schemas."""
    made = Known(catalog, profile, ways, settings)
    labels: set[str] = set()
    grants = (item for item in catalog if isinstance(item, cat.Grant))
    granted = {(item.schema, item.on) for item in grants if item.on_kind == "sequence"}
    for item in catalog:
        if isinstance(item, cat.Table | cat.View):
            made.named.setdefault(item.name, []).append(item.id)
        if isinstance(item, cat.Function):
            made.routines.setdefault(item.name, []).append(item.id)
        if item.id in ways.verbatim and item.id not in ways.inside:
            made.kept[item.id] = unique(_label(item), labels)
            labels.add(made.kept[item.id])
    for item in catalog:
        if item.id in ways.verbatim:
            continue
        match item:
            case cat.Table() if not item.parent:
                word = snake(item.name)
                word = singular(word) if made.rule == "plural" else word
                made.entities[item.id] = unique(word, made.entities.values())
            case cat.View():
                made.views[item.id] = unique(snake(item.name), made.views.values())
            case cat.Role():
                made.roles[item.name] = unique(snake(item.name), made.roles.values())
            case cat.EnumType() | cat.DomainType() | cat.CompositeType():
                made.types[item.id] = unique(_type_name(item.name), made.types.values())
            case cat.Sequence() if not _is_serial(made, item, granted):
                made.sequences[item.id] = unique(snake(item.name), made.sequences.values())
    for objects in catalog.by_table.values():
        taken: set[str] = set()
        for column in objects:
            if isinstance(column, cat.Column):
                made.fields[column.id] = unique(snake(column.name), taken)
                taken.add(made.fields[column.id])
    _name_enums(made)
    if made.spelling.nameless:
        made.nameless.update(item.id.table for item in catalog if _is_nameless(item))
    for item in catalog:
        if item.id in ways.verbatim or not isinstance(item, cat.Function):
            continue
        if signature := _signature(made, item):
            made.functions[item.id] = signature
    return made


def _is_serial(made: Known, item: cat.Sequence, granted: set[tuple[str, str]]) -> bool:
    """Whether a sequence is a column's own, as `serial` makes it, and nothing but the column's
    default speaks of it; notes the column then."""
    if not item.owned_by or made.engine != "postgresql" or (item.schema, item.name) in granted:
        return False
    table, name = item.owned_by
    objects = made.catalog.objects
    column = objects.get(Id("column", item.schema, table, name))
    if not isinstance(column, cat.Column) or {column.id, item.id} & made.ways.native:
        return False
    end = HIGHEST.get(item.type, 0)
    usual = cat.Sequence(
        schema=item.schema,
        name=f"{table}_{name}_seq",
        type=column.type,
        start=1,
        minimum=1,
        maximum=end,
        owned_by=item.owned_by,
    )
    if item != usual or "nextval" not in column.default:
        return False
    made.serials.add(column.id)
    return True


def _name_enums(made: Known) -> None:
    """Names the enums of columns by the column, by table and column where two differ."""
    for column in made.catalog.of(cat.Column):
        assert isinstance(column, cat.Column)
        values = made.spelling.values(column.type)
        if not values or column.type in made.enums or column.id in made.ways.verbatim:
            continue
        owner = made.entities.get(Id("table", column.schema, "", column.table), column.table)
        taken = {*made.enums.values(), *made.types.values(), *made.entities.values()}
        short = _type_name(made.fields[column.id])
        wanted = f"{snake(owner)}_{short}" if short in taken else short
        made.enums[column.type] = unique(wanted, taken)


def _is_nameless(item: cat.Object) -> bool:
    """Whether a constraint has no name: a reader calls it by its content."""
    if isinstance(item, cat.PrimaryKey):
        return not item.name
    named = isinstance(item, cat.Unique | cat.Check | cat.ForeignKey)
    return named and item.id.name.startswith("(")


def _label(item: cat.Object) -> str:
    """Names what is kept word for word, as a person would say what it is."""
    key = item.id
    thing = ".".join(part for part in (key.schema, key.table, key.name) if part)
    if isinstance(item, cat.Grant) and item.later:
        return f"default privileges on {thing}"
    return key.name if isinstance(item, cat.Verbatim) else f"{key.kind.replace('_', ' ')} {thing}"


def _type_name(name: str) -> str:
    """Keeps a type from being called like one of the language."""
    found = snake(name)
    return (
        f"{found}_type"
        if re.fullmatch(r"(u?int|float|string|text|date|time|json)\d*", found)
        else found
    )


def _signature(made: Known, item: cat.Function) -> str:
    """Gives `name(types)`, "" when an argument has no logical type and the engine's cannot be said."""
    texts = arguments(item)
    kinds = [made.argument(text) for text in texts]
    if made.engine in ROUTINES and not all(made.kind(text) for text in texts):
        kinds = [made.kind(text) or made.near(text) for text in texts]
        made.typed[item.id] = texts
    elif made.engine in ("postgresql", "mssql") and not all(kinds):
        kinds = [kind or made.near(text) for kind, text in zip(kinds, texts, strict=True)]
        made.typed[item.id] = texts
    if not all(kinds):
        return ""
    signature = f"{snake(item.name)}({', '.join(kinds)})"
    number = 2
    while signature in made.functions.values():  # types that the language does not tell apart
        signature, number = f"{snake(item.name)}_{number}({', '.join(kinds)})", number + 1
    return signature


def arguments(item: cat.Function) -> tuple[str, ...]:
    """Gives the types of a function's arguments."""
    return tuple(re.split(r", ?(?![^(]*\))", item.arguments)) if item.arguments else ()
