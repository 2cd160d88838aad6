"""Who made the programs of a MySQL or MariaDB database, and in which SQL mode: what is usual there goes
without saying, the rest is said.

Takes a Catalog, gives it without what is usual, and what was left out in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Catalog, catalog
from generator.catalog.heads import HEAD, following
from generator.recover.spelling import Map
from generator.sql.profile import Profile, quote

__all__ = ["definer", "mode", "program", "usual", "written"]

Program = cat.Function | cat.Trigger | cat.View | cat.Verbatim
SHIPPED = {
    "mysql": "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
    "mariadb": "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,"
    "NO_ENGINE_SUBSTITUTION",
}
"""The SQL mode of a server that nobody has set otherwise."""
TRADITIONAL = {
    "STRICT_TRANS_TABLES", "STRICT_ALL_TABLES", "NO_ZERO_IN_DATE", "NO_ZERO_DATE",
    "ERROR_FOR_DIVISION_BY_ZERO", "NO_AUTO_CREATE_USER", "NO_ENGINE_SUBSTITUTION",
}  # fmt: skip
ANSI = {"REAL_AS_FLOAT", "PIPES_AS_CONCAT", "ANSI_QUOTES", "IGNORE_SPACE", "ONLY_FULL_GROUP_BY"}
IMPLIED = {"TRADITIONAL": TRADITIONAL, "ANSI": ANSI}


def mode(words: str) -> str:
    """Gives an SQL mode without the words that another one implies.

    >>> mode("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI,NO_ZERO_DATE")
    'ANSI,NO_ZERO_DATE'"""
    given = words.split(",")
    implied = {word for name in given for word in IMPLIED.get(name, ())}
    return ",".join(sorted(word for word in given if word not in implied))


def usual(found: Catalog) -> tuple[Catalog, tuple[str, ...]]:
    """Leaves out the account that defined most of the programs, and the mode that servers come with."""
    programs = [item for item in found if isinstance(item, Program)]
    definers = Counter(item.options["definer"] for item in programs if "definer" in item.options)
    if not definers:
        return found, ()
    who, count = definers.most_common(1)[0]
    made = catalog(
        found.engine, found.version, (_without(item, who, SHIPPED[found.engine]) for item in found)
    )
    things = "1 program" if count == 1 else f"{count} programs"
    note = f"`{who}` is the definer of {things}; whoever builds the schema takes its place"
    return replace(made, depends=found.depends), (note,)


def _without(item: cat.Object, who: str, shipped: str) -> cat.Object:
    if not isinstance(item, Program):
        return item
    left_out = {"definer": who, "sql_mode": shipped}
    options = {name: text for name, text in item.options.items() if left_out.get(name) != text}
    return replace(item, options=options)


def written(statement: str, item: Program, profile: Profile) -> str:
    """Gives a statement with the definer, and the trigger that it follows, where these are said."""
    if "follows" in item.options:
        statement = following(statement, quote(item.options["follows"], profile))
    if "definer" not in item.options:
        return statement
    head = HEAD.search(statement)
    place = head.start() if head else len("CREATE ")
    return f"{statement[:place]}{definer(item.options['definer'])} {statement[place:]}"


def definer(account: str) -> str:
    """Gives the clause that names who defines a program.

    >>> definer("shop@localhost")
    'DEFINER=`shop`@`localhost`'"""
    user, at, host = account.rpartition("@")
    return f"DEFINER=`{user}`@`{host}`" if at else f"DEFINER=`{host}`"


def program(item: cat.Function | cat.Trigger, profile: Profile) -> tuple[str, Map]:
    """Gives the statement of a program as a spec has it in a file, and the engine's own keys."""
    own: Map = {"sql_mode": mode(item.options["sql_mode"])} if "sql_mode" in item.options else {}
    own |= {"collate": item.options["collate"]} if "collate" in item.options else {}
    return written(item.definition, item, profile), own
