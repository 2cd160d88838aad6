"""Runs a script on a scratch database, statement by statement, and leaves the server as it was.

Takes a Window and an open Session, gives what was passed over; what a script asks of the server as a
whole (databases, passwords, settings) is not done, roles that it mentions are made for its time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from generator.database.refusals import stopped
from generator.database.scripts.errors import SourceError, placed
from generator.database.scripts.including import every
from generator.database.scripts.marks import unfinished
from generator.database.scripts.statements import Statement
from generator.database.scripts.window import Window, place
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["Run", "guests", "passed", "run"]

I = re.IGNORECASE  # noqa: E741
TRANSACTION = re.compile(
    r"(?:BEGIN(?:\s+(?:TRANSACTION|WORK|IMMEDIATE|EXCLUSIVE|DEFERRED))*|START\s+TRANSACTION|COMMIT|END"
    r"(?:\s+TRANSACTION)?|ROLLBACK)\s*(?:WORK|TRANSACTION)?\Z",
    I,
)
DATABASE = re.compile(
    r"(?:/\*!\d+\s+)?(?:USE\s+|(?:CREATE|DROP|ALTER)\s+(?:DATABASE|SCHEMA)\s+"
    r"(?:/\*!\d+\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s*(?:\*/)?\s*)?)(?P<name>`[^`]+`|\"[^\"]+\"|[\w$]+)",
    I,
)
SERVER = re.compile(
    r"(?:CREATE|ALTER|DROP)\s+(?:DATABASE|TABLESPACE)\b|ALTER\s+SYSTEM\b|DROP\s+(?:ROLE|USER|GROUP)\b"
    r"|(?:GRANT|REVOKE)\b.*\bON\s+(?:DATABASE|TABLESPACE|\*\.\*)|COMMENT\s+ON\s+(?:DATABASE|TABLESPACE|ROLE)\b"
    r"|ALTER\s+(?:ROLE|USER)\b|SET\s+(?:GLOBAL|PERSIST|PASSWORD)\b|SET\s+@@(?:GLOBAL|PERSIST)\b|FLUSH\b"
    r"|INSTALL\b|SHUTDOWN\b|RESTART\b|KILL\b|RESET\s+(?:MASTER|REPLICA|SLAVE|BINARY|QUERY)\b|CHANGE\s+(?:MASTER|REPLICATION)\b",
    I | re.DOTALL,
)
SETTING = re.compile(r"(?:/\*M?!\d*\s*)?SET\b", I)
GONE = re.compile(r",?\b(?:NO_AUTO_CREATE_USER|NO_(?:FIELD|KEY|TABLE)_OPTIONS)\b", I)
"""Words of an SQL mode that MySQL knew until 5.7; dumps of it, and those of MariaDB, set them, or a
variable that the mode is set to later."""
OUTSIDE = re.compile(
    r"SOURCE\b|\\\.|ATTACH\b|DETACH\b|VACUUM\s+INTO\b|.*\blo_(?:im|ex)port\b"
    r"|COPY\b.*\b(?:FROM|TO)\s+(?:PROGRAM\b|')|SELECT\b.*\bINTO\s+(?:OUTFILE|DUMPFILE)\b",
    I | re.DOTALL,
)
ROLE = re.compile(
    r"CREATE\s+(?:ROLE|USER|GROUP)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>\"[^\"]+\"|`[^`]+`|'[^']+'|\w+)"
    r"(?:@(?P<host>`[^`]+`|'[^']+'|\w+))?",
    I,
)
DEFINER = re.compile(r"DEFINER\s*=\s*(`[^`]+`|'[^']+'|\w+)@(`[^`]+`|'[^']+'|[\w.%]+)", I)
NO_ROLE = re.compile(r'role "(.+)" does not exist')
NEWER = re.compile(r"unrecognized configuration parameter")
THERE = re.compile(r'(?:role "|schema "public"|(?:language|extension) "plpgsql").* already exists')
MADE_ANYWAY = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:ROLE|USER|SCHEMA|EXTENSION|(?:TRUSTED\s+)?(?:PROCEDURAL\s+)?LANGUAGE)\b",
    I,
)
ATTEMPTS = 20
"""Roles that one statement may lack."""


@dataclass(slots=True)
class Run:
    """What came of a script. passed: counts of what was not run, by the words that a report says."""

    passed: Counter[str] = field(default_factory=Counter)
    roles: dict[str, None] = field(default_factory=dict)
    database: str = ""
    open: list[str] = field(default_factory=list)
    last: Statement | None = None


def run(window: Window, session: Session, head: str, made: Run, *, rows: bool = False) -> None:
    """Runs the statements of a script. rows: whether those that change rows are run too.

    head: the beginning of the script. Errors: SourceError at the statement that the engine refuses,
    and for a dump that has no end."""
    for source, one in every(window, session.engine, rows=rows):
        made.last = one
        if _is_torn(one.text) and not one.is_rows:
            raise placed(source.file, one.line, one.column, "this is not UTF-8")
        if options := _options(session.engine, one.text):
            session.run(f"ALTER DATABASE {options}")
        if not passed(source, session.engine, one, made, rows=rows):
            _run(source, session, one, made)
    if missing := unfinished(head, window.comments, made.open):
        raise placed(
            window.file, window.line, window.column, f"the dump was cut off: {missing} is not there"
        )


def _is_torn(text: str) -> bool:
    return re.search("[\udc80-\udcff]", text) is not None


def passed(window: Window, engine: str, one: Statement, made: Run, *, rows: bool) -> bool:
    """Tells whether a statement is not to be run, and notes why."""
    found = DATABASE.match(one.text) if _chooses(engine, one.text) else None
    if one.database or found:
        _choose(window, one, made, one.database or (found["name"].strip('`"') if found else ""))
        return True
    if one.is_rows and not (rows or _is_needed(one.text)):
        made.passed["statement that only changes rows"] += 1
        return True
    if engine in ("postgresql", "sqlite") and TRANSACTION.match(one.text):
        _transaction(one.text, made)
        return True
    if SERVER.match(one.text) and not _is_own_role(one.text, made):
        made.passed["statement about the whole server"] += 1
        return True
    if OUTSIDE.match(one.text):
        sentence = "this reads or writes other files, which an import does not do"
        raise placed(window.file, one.line, one.column, sentence)
    return False


def _is_needed(text: str) -> bool:
    """SQLite's dumps put virtual tables into the schema as rows."""
    return re.match(r"INSERT\s+INTO\s+\"?sqlite_(?:schema|master)\b", text, I) is not None


def _options(engine: str, text: str) -> str:
    """Gives what MySQL and MariaDB are told of a new database: its character set and collation."""
    is_new = engine in ("mysql", "mariadb") and re.match(r"CREATE\b", text, I)
    found = DATABASE.match(text) if is_new else None
    return text[found.end() :].strip() if found else ""


def _chooses(engine: str, text: str) -> bool:
    """A database is chosen by USE; what CREATE SCHEMA makes is a database in MySQL and MariaDB only."""
    if engine == "postgresql":
        return re.match(r"(?:CREATE|DROP|ALTER)\s+DATABASE\b", text, I) is not None
    return engine != "sqlite"


def _choose(window: Window, one: Statement, made: Run, name: str) -> None:
    """Notes the database that a script is for. Errors: SourceError when it is a second one."""
    words = one.text.split(None, 1)
    enters = bool(one.database) or (words and words[0].upper() == "USE")
    if not enters or name in ("postgres", "template1", "mysql", "-"):
        return
    if made.database and made.database != name:
        sentence = (
            f"the script fills several databases, `{made.database}` and `{name}`; "
            "gen import takes one: dump it alone"
        )
        raise placed(window.file, one.line, one.column, sentence)
    made.database = name


def _transaction(text: str, made: Run) -> None:
    word = text.split(None, 1)[0].upper()
    if word in ("BEGIN", "START"):
        made.open.append(word)
    else:
        made.open.clear()


def _is_own_role(text: str, made: Run) -> bool:
    found = re.match(r"ALTER\s+(?:ROLE|USER)\s+(\"[^\"]+\"|`[^`]+`|'[^']+'|\w+)", text, I)
    if found is None:
        return False
    return found[1] in made.roles or f'"{found[1].lower()}"' in made.roles


def _run(window: Window, session: Session, one: Statement, made: Run) -> None:
    """Runs a statement, again when it only lacked a role."""
    if session.engine == "mysql" and SETTING.match(one.text):
        one = replace(one, text=GONE.sub("", one.text))
    for user, host in DEFINER.findall(one.text) if session.engine in ("mysql", "mariadb") else ():
        _invite(session, f"{_quoted(user)}@{_quoted(host)}", made)
    found = ROLE.match(one.text) if session.engine != "sqlite" else None
    name = _role(session, found) if found else ""
    if name and not _is_there(session, name):
        made.roles.setdefault(name)
    for _ in range(ATTEMPTS):
        try:
            session.load(one.text, one.rows) if one.rows else session.run(one.text)
            return
        except DatabaseError as error:
            sentence = str(error).removeprefix(f"{session.url}: ")
            if session.engine == "postgresql" and (lacking := NO_ROLE.search(sentence)):
                _invite(session, '"' + lacking[1].replace('"', '""') + '"', made)
            elif session.engine == "postgresql" and _is_harmless(one.text, sentence):
                return
            else:
                raise _refused(window, one, sentence, error, session) from error
    raise placed(window.file, one.line, one.column, "this needs too many roles")


def _role(session: Session, found: re.Match[str]) -> str:
    if session.engine == "postgresql":
        name = found["name"]
        return name if name.startswith('"') else f'"{name.lower()}"'
    return f"{_quoted(found['name'])}@{_quoted(found['host'] or '%')}"


def _is_there(session: Session, role: str) -> bool:
    """Tells whether the server has a role or user, which is then not ours to take away."""
    if session.engine == "postgresql":
        query = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s"
        return bool(session.fetch(query, role[1:-1].replace('""', '"')))
    query = "SELECT 1 FROM mysql.user WHERE concat(quote(user), '@', quote(host)) = %s"
    return bool(session.fetch(query, role))


def _quoted(name: str) -> str:
    return "'" + name.strip("`'\"") + "'"


def _is_harmless(text: str, sentence: str) -> bool:
    """A setting that this server does not know, and what every database has."""
    newer = NEWER.search(sentence) and re.match(r"SET\b|SELECT\s+pg_catalog\.set_config\b", text, I)
    return bool(newer or (THERE.search(sentence) and MADE_ANYWAY.match(text)))


def _invite(session: Session, role: str, made: Run) -> None:
    """Makes a role that the script mentions and this server does not have."""
    if role not in made.roles and not _is_there(session, role):
        session.run(f"CREATE {'ROLE' if session.engine == 'postgresql' else 'USER'} {role}")
        made.roles.setdefault(role)


def _refused(
    window: Window, one: Statement, sentence: str, error: DatabaseError, session: Session
) -> SourceError:
    line, column = place(one.text, stopped(one.text, error) or 0, one.line, one.column)
    cut = "" if one.is_closed else "; the file ends in this statement"
    return placed(window.file, line, column, f"{session.engine} refuses this: {sentence}{cut}")


@contextmanager
def guests(session: Session, made: Run) -> Iterator[None]:
    """Takes the roles that were made for a script away again, when its database is gone."""
    try:
        yield
    finally:
        kind = "ROLE" if session.engine == "postgresql" else "USER"
        for role in made.roles:
            with suppress(DatabaseError):  # it may own things elsewhere: then it was not ours alone
                session.run(f"DROP {kind} IF EXISTS {role}")
