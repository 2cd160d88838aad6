"""SQL Server's spelling: literals with N in front, triggers a statement, a collation a table.

Takes texts as the reader of scripts gives them, gives what specs say."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.naming import physical
from generator.recover.engines.mssql_conditions import TOKEN, conjuncts, meant, portable
from generator.recover.engines.mssql_statements import statement, undo
from generator.recover.names import snake
from generator.recover.security import called
from generator.recover.spelling import Fires, Map, Spelling, Terms
from generator.source import Data
from generator.sql.profile import Profile
from generator.sql.types import normal

__all__ = ["SPELLING"]

NUMBER = re.compile(r"-?\d+(\.\d+)?")
TEXT = re.compile(r"[nN]?'((?:[^']|'')*)'", re.DOTALL)
FIRES = re.compile(
    r"CREATE OR ALTER TRIGGER\s+.+?\s+ON\s+.+?\s(?:WITH\s.+?\s)?(?P<when>FOR|AFTER|INSTEAD\s+OF)\s+"
    r"(?P<events>(?:INSERT|UPDATE|DELETE)(?:\s*,\s*(?:INSERT|UPDATE|DELETE))*)\s",
    re.IGNORECASE | re.DOTALL,
)
USUAL = "DATABASE_DEFAULT"
LOGICAL = (
    "text",
    "date",
    "json",
    "time",
    "datetime",
    "timestamp",
    "decimal",
    "uuid",
    "char",
    "xml",
)


def _own_type(text: str) -> str:
    """Types of the language are in small letters: in capitals it is the engine's."""
    word = re.match(r"\w+", text)
    return word[0].upper() + text[word.end() :] if word and word[0] in LOGICAL else text


def _same_type(one: str, other: str, profile: Profile) -> bool:
    return normal(one, profile) == normal(other, profile)


def _default(text: str, kind: str) -> Data | None:
    """Reads a number or a text."""
    if kind == "bool" and text in ("0", "1"):
        return text == "1"
    if NUMBER.fullmatch(text) and kind.startswith(("int", "uint", "decimal", "float")):
        return int(text) if text.lstrip("-").isdigit() else text
    found = TEXT.fullmatch(text)
    if found is None or kind.partition("(")[0] not in ("string", "text", "char"):
        return None
    value = found[1].replace("''", "'")
    return {"literal": value} if value.endswith("()") else value


def _bound(text: str) -> Map:
    del text  # a partition scheme is none of a table's
    return {}


def _fires(definition: str) -> Fires | None:
    found = FIRES.match(definition)
    if found is None:
        return None
    when = "instead_of" if found["when"].upper().startswith("INSTEAD") else "after"
    events = tuple(word.strip().lower() for word in found["events"].split(","))
    return Fires(when, events, each="statement")


def _plain(item: cat.Object, profile: Profile) -> cat.Object:
    match item:
        case cat.Column() if item.generated:
            return replace(item, type="", collate="", nullable=True)  # the expression says it
        case cat.Column():
            kind = normal(item.type, profile)
            collate = "" if item.collate == USUAL else item.collate
            default = _same_default(item.default, kind)
            options = dict(item.options)
            if options.get("default_name") == physical("df", (item.table, item.name)):
                del options["default_name"]
            return replace(item, type=kind, default=default, collate=collate, options=options)
        case cat.Check():
            return replace(item, expression=_same(item.expression))
        case cat.Index():
            # one NULL is all that a unique index of SQL Server takes, where nothing is said
            where = " AND ".join(sorted(map(_same, conjuncts(item.where))))
            return replace(item, where=where, nulls_not_distinct=False)
        case cat.Unique():
            return replace(item, nulls_not_distinct=False)
        case cat.Table():
            kept = {name: text for name, text in item.options.items() if name != "collate"}
            return replace(item, options=kept)  # it is the columns that have it
        case cat.Function():
            kinds = ", ".join(normal(kind, profile) for kind in _split(item.arguments))
            return replace(item, arguments=kinds, definition=_lines(item.definition))
        case cat.Trigger():
            return replace(item, definition=_lines(item.definition))
        case cat.View():
            return replace(item, sql=_lines(item.sql))
        case cat.Sequence():
            return replace(item, type=normal(item.type, profile))
        case cat.SecurityPolicy():
            return _secured(item, profile)
        case _:
            return item


def _secured(item: cat.SecurityPolicy, profile: Profile) -> cat.SecurityPolicy:
    """Calls parameters by their columns, whatever they are called."""
    made = called(item, {column: snake(column) for column in item.columns})
    return replace(made, predicates=tuple(_typed(each, profile) for each in made.predicates))


def _typed(item: cat.Predicate, profile: Profile) -> cat.Predicate:
    found = ((column, name, normal(kind, profile)) for column, name, kind in item.parameters)
    return replace(item, parameters=tuple(found))


def _same(text: str) -> str:
    """Gives a condition in one spelling: names without brackets, words in capitals, single blanks."""
    words = (_word(match.group()) for match in TOKEN.finditer(text) if match.group().strip())
    return re.sub(r"\( ((?:[\d.]+|'(?:[^']|'')*')) \)", r"\1", " ".join(words))


def _word(text: str) -> str:
    if text[0] in "'":
        return text
    if text[:2] in ("N'", "n'"):
        return text[1:]
    return text.strip('[]"').upper()


def _split(arguments: str) -> list[str]:
    return re.split(r", (?![^(]*\))", arguments) if arguments else []


def _lines(text: str) -> str:
    """Leaves out what stands behind lines, and how often a word's blank is repeated in the head."""
    head = re.sub(r"^CREATE OR ALTER (\w+)\s+", r"CREATE OR ALTER \1 ", text.strip())
    return "\n".join(line.rstrip() for line in head.splitlines())


def _same_default(text: str, kind: str) -> str:
    found = TEXT.fullmatch(text)
    if found:
        return f"'{found[1]}'"
    is_number = NUMBER.fullmatch(text) and kind.startswith(("decimal", "money", "float", "real"))
    return text.rstrip("0").rstrip(".") if is_number and "." in text else text


def _table(table: cat.Table) -> Map:
    """Gives what a table has that is not what every table of ours has."""
    options = dict(table.options)
    made: Map = {}
    for word in ("collate", "text_filegroup"):
        if word in options:
            made[word] = options.pop(word)
    if "nonclustered_key" in options:
        made["nonclustered_key"] = not options.pop("nonclustered_key")
    if table.tablespace:
        made["filegroup"] = table.tablespace
    if options:
        made["with"] = dict(options)
    return made


def _index(index: cat.Index) -> Map:
    own: Map = {word: True for word in ("columnstore", "clustered") if word in index.options}
    settings: Map = {key: text for key, text in index.options.items() if key not in own}
    own |= {"with": settings} if settings else {}
    return own | ({"filegroup": index.tablespace} if index.tablespace else {})


def _view(view: cat.View) -> Map:
    return {"schemabinding": True} if "schemabinding" in view.options else {}


def _values(text: str) -> tuple[str, ...]:
    del text  # there are no enums
    return ()


def _reads(item: cat.Object) -> str:
    del item  # the reader knows what an object needs
    return ""


def _portable(text: str, terms: Terms) -> str:
    truths = [name for name, kind in terms.types.items() if kind == "bit"]
    return portable(text, terms.fields, truths)


SPELLING = Spelling(
    own_type=_own_type,
    same_type=_same_type,
    default=_default,
    bound=_bound,
    fires=_fires,
    statement=statement,
    plain=_plain,
    table=_table,
    index=_index,
    view=_view,
    reads=_reads,
    values=_values,
    portable=_portable,
    meant=meant,
    undo=undo,
)
