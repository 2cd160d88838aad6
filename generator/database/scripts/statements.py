"""A script as its statements, as the engine's own command-line client would send them.

Takes a Window, gives Statements with their places; what is meant for the client is done here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.database.scripts.errors import SourceError, placed
from generator.database.scripts.grammar import Grammar, grammar, open_token
from generator.database.scripts.window import Window

__all__ = ["Statement", "statements"]

ROWS = re.compile(
    r"(?:INSERT|REPLACE|UPDATE|DELETE|MERGE|TRUNCATE|COPY|LOCK|UNLOCK|LOAD)\b(?!\s+INTO\s+\"?sqlite_)"
    r"|/\*!\d+\s+ALTER\s+TABLE\s+\S+\s+(?:DIS|EN)ABLE\s+KEYS\s*\*/",
    re.IGNORECASE,
)
COPY = re.compile(r"COPY\b.*\bFROM\s+STDIN\b", re.IGNORECASE | re.DOTALL)
DELIMITER = re.compile(r"DELIMITER[ \t]+(\S+)[ \t]*\r?(?:\n|\Z)", re.IGNORECASE)
PSQL = re.compile(r"\\([^\n]*)(?:\n|\Z)")
DOT = re.compile(r"\.([a-z][^\n]*)(?:\n|\Z)")
CONNECT = re.compile(r"c(?:onnect)?\s+(?:-reuse-previous=\w+\s+)?(?P<name>\"[^\"]+\"|'[^']+'|\S+)")
INCLUDE = {
    "postgresql": re.compile(r"(?P<word>ir|i|include_relative|include)\s+(?P<name>[^|\s].*)"),
    "sqlite": re.compile(r"(?P<word>read)\s+(?P<name>[^|\s].*)"),
}
SOURCE = re.compile(
    r"(?P<word>SOURCE|\\\.)[ \t]+(?P<name>[^\n]*?)[ \t]*;?[ \t]*\r?(?:\n|\Z)", re.IGNORECASE
)
"""What makes the client of MySQL read another file; the name ends with its line."""
INCLUDING = ("i ", "ir ", "include", "read ", "import ", "open ", "copy ", "gexec")
COPYING = re.compile(
    r"\\copy\s[^\n]*?\s(FROM|TO)\s+(?!STDIN|STDOUT|PSTD)[^\n]*(?:\n|\Z)", re.IGNORECASE
)
"""psql's copying from a file, or to one."""
WORDS = {"postgresql": "psql's", "sqlite": "sqlite3's"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, without its delimiter. line and column: of its first character; is_rows: whether
    it only changes rows; rows: the lines of a COPY, each with its end; database: set for what is not
    SQL but chooses a database; includes: for what is not SQL but reads another file, beside: always from
    the folder of the script itself."""

    text: str
    line: int
    column: int
    is_rows: bool = False
    rows: tuple[str, ...] = ()
    database: str = ""
    includes: str = ""
    beside: bool = False
    is_closed: bool = True


def statements(window: Window, engine: str, *, rows: bool = False) -> Iterator[Statement]:
    """Gives the statements in order; afterwards the window has the comments after the last one.

    rows: whether the text of what changes rows is wanted. Errors: SourceError for what ends in the
    middle, and for commands of a client that nobody can do here."""
    rules = grammar(engine)
    while True:
        start = _code(window, rules)
        window.comments += window.text if start < 0 else window.text[:start]
        window.drop(len(window.text) if start < 0 else start)
        if start < 0:
            return
        line, column = window.line, window.column
        if engine == "postgresql" and (copying := COPYING.match(window.text)):
            yield _copying(window, copying, rows=rows)
            continue
        if included := _include(window, rules):
            yield included
            continue
        if (changed := _command(window, rules)) is not None:
            if isinstance(changed, Grammar):
                rules = changed
            elif changed:
                yield Statement("", line, column, database=changed)
            continue
        end, closed = _end(window, rules)
        window.comments = ""
        made = _statement(window, rules, end, closed=closed)
        window.drop(end + (len(rules.delimiter) if closed else 0))
        if COPY.match(made.text) and engine == "postgresql":
            lines = _copied(window, made, rows=rows)
            made = Statement(made.text, made.line, made.column, True, lines)
        if made.text:
            yield made


def _statement(window: Window, rules: Grammar, end: int, *, closed: bool) -> Statement:
    text = rules.sent(window.text[:end].rstrip())
    is_rows = ROWS.match(text) is not None
    if is_rows and not closed:
        raise placed(window.file, *window.place(len(text)), "the file ends in the middle of rows")
    return Statement(text, window.line, window.column, is_rows, is_closed=closed)


def _copying(window: Window, found: re.Match[str], *, rows: bool) -> Statement:
    """Passes over psql's copying of rows, which changes no more than rows."""
    if rows and found[1].upper() == "FROM":
        sentence = "psql's command `\\copy` cannot be done here; without --rows it is passed over"
        raise placed(window.file, window.line, window.column, sentence)
    made = Statement("", window.line, window.column, is_rows=True)
    window.drop(found.end())
    return made


def _code(window: Window, rules: Grammar) -> int:
    """Gives where the next statement begins, -1 at the end."""
    while True:
        found = rules.blank.match(window.text)
        at = found.end() if found else 0
        # a comment or a command may go on in what was not read yet
        is_comment = window.text.startswith("/*", at)
        is_open = is_comment and not window.text.startswith(("/*!", "/*M"), at)
        if window.text.find("\n", at) >= 0 and not is_open:
            return at
        if not window.more():
            break
    if at == len(window.text):
        return -1
    if window.text.startswith("/*", at) and not window.text.startswith(("/*!", "/*M!"), at):
        raise placed(window.file, *window.place(at), "the file ends in a comment that begins here")
    return at


def _include(window: Window, rules: Grammar) -> Statement | None:
    """Takes away a line that makes the client read another file, None where there is no such line."""
    text, line, column = window.text, window.line, window.column
    if rules.engine == "mysql":
        end = found = SOURCE.match(text)
    else:
        end = {"postgresql": PSQL, "sqlite": DOT}.get(rules.engine, NOTHING).match(text)
        words = INCLUDE.get(rules.engine, NOTHING)
        found = words.fullmatch(end[1].strip()) if end else None
    if end is None or found is None:
        return None
    window.drop(end.end())
    name = found["name"].strip().strip("\"'")
    return Statement(
        "", line, column, includes=name, beside=found["word"] in ("ir", "include_relative")
    )


def _command(window: Window, rules: Grammar) -> Grammar | str | None:
    """Takes away a line that is meant for the client: gives new rules, the database that it connects
    to, "" when there is nothing to do, None when there is no such line."""
    text = window.text
    if rules.engine == "mysql" and (found := DELIMITER.match(text)):
        window.drop(found.end())
        return grammar("mysql", found[1])
    found = {"postgresql": PSQL, "sqlite": DOT}.get(rules.engine, NOTHING).match(text)
    if found is None:
        return None
    command = found[1].strip()
    if f"{command} ".startswith(INCLUDING):
        owner = WORDS[rules.engine]
        sentence = f"{owner} command `{found[0].split()[0]}` cannot be done here"
        raise placed(window.file, window.line, window.column, sentence)
    name = CONNECT.match(command) if rules.engine == "postgresql" else None
    window.drop(found.end())
    return name["name"].strip("\"'") if name else ""


NOTHING = re.compile(r"(?!)")


def _end(window: Window, rules: Grammar) -> tuple[int, bool]:
    """Gives where the statement at the window's beginning ends, and whether a delimiter ends it."""
    at = 0
    while True:
        found = rules.body.match(window.text, at)
        end = found.end() if found else at
        if window.text.startswith(rules.delimiter, end) and end < len(window.text):
            if rules.is_whole(window.text[:end]):
                return end, True
            at = end + len(rules.delimiter)
        elif window.text.startswith("\\", end) and rules.engine == "postgresql":
            sentence = "psql's commands cannot be done in the middle of a statement"
            raise placed(window.file, *window.place(end), sentence)
        elif window.more():
            at = 0
        elif end == len(window.text):
            return end, False
        else:
            raise _open(window, end)


def _open(window: Window, at: int) -> SourceError:
    thing = open_token(window.text[at]) or "something"
    return placed(window.file, *window.place(at), f"the file ends in {thing} that begins here")


def _copied(window: Window, made: Statement, *, rows: bool) -> tuple[str, ...]:
    """Takes away the lines after COPY … FROM stdin, up to the one that is only a backslash and a dot."""
    found: list[str] = []
    _line(window)  # what follows the semicolon
    while True:
        while len(window.text) < 4 and window.more():
            pass
        if window.text.startswith(("\\.\n", "\\.\r\n")) or window.text == "\\.":
            _line(window)
            return tuple(found)
        end = _last_row(window)
        if end == 0 and not window.more():
            break
        if rows:
            found += window.text[:end].splitlines(keepends=True)
        window.drop(end)
    raise placed(window.file, made.line, made.column, "the rows of this COPY have no end: no `\\.`")


def _last_row(window: Window) -> int:
    """Gives how far rows go in what is held: to the closing line, or to the last whole line."""
    text = window.text
    closing = re.search(r"\n\\\.\r?(?:\n|\Z)", text)
    if closing:
        return closing.start() + 1
    last = text.rfind("\n", 0, max(len(text) - 4, 0))
    return last + 1


def _line(window: Window) -> None:
    """Takes away the rest of a line."""
    while (end := window.text.find("\n")) < 0 and window.more():
        pass
    window.drop(end + 1 if end >= 0 else len(window.text))
