"""Other ways to say a statement, which some planners do more with.

Takes SQL in an engine's words, gives statements that mean the same by the rules of SQL; whoever asks runs
both on a sample and keeps what gives the same rows. What is not recognised gives nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.database.explain.wishes import TOKEN

__all__ = ["Rewrite", "rewrites"]

CLAUSES = (
    "WHERE",
    "GROUP",
    "HAVING",
    "WINDOW",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "FETCH",
    "FOR",
    "UNION",
)
DAY = re.compile(
    r"""(?:date\s*\(\s*(?P<a>[\w."`]+)\s*\)|cast\s*\(\s*(?P<b>[\w."`]+)\s+as\s+date\s*\)|(?P<c>[\w."`]+)::date)"""
    r"""\s*=\s*(?:date\s*)?'(?P<day>\d{4}-\d\d-\d\d)'""",
    re.IGNORECASE,
)
WITHIN = re.compile(
    r"""(?P<outer>[\w."`]+)\s+(?P<not>NOT\s+)?IN\s*\(\s*(?=SELECT\b)""", re.IGNORECASE
)
INNER = re.compile(
    r"""SELECT\s+(?P<column>[\w."`]+)\s+FROM\s+(?P<rest>(?P<table>[\w."`]+)(?:\s+(?:AS\s+)?(?!WHERE\b)(?P<alias>\w+))?.*)""",
    re.IGNORECASE | re.DOTALL,
)
NOT_PLAIN = re.compile(
    r"\b(GROUP|HAVING|LIMIT|UNION|DISTINCT|OFFSET|EXCEPT|INTERSECT)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A statement that means the same. what: for people, `NOT IN becomes NOT EXISTS`."""

    what: str
    sql: str


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    depth: int

    @property
    def word(self) -> str:
        return self.text.upper()


Rows = Callable[[str], Sequence[tuple[str, ...]]]
"""Runs a query and gives its rows as literals."""


def rewrites(sql: str, required: Collection[str], rows: Rows) -> tuple[Rewrite, ...]:
    """Gives the statements to try. required: columns that are never null, by bare name, wherever a
    column of that name is; rows: asks the sample, for the keys of a page."""
    text = sql.strip().rstrip(";").strip()
    tokens = tuple(_tokens(text))
    found = [*_days(text), *_within(text, required), *_parted(text, tokens)]
    return (*found, *_paged(text, tokens, rows))


def _tokens(text: str) -> Iterator[_Token]:
    depth = 0
    for match in TOKEN.finditer(text):
        depth -= match[0] == ")"
        yield _Token(match[0], match.start(), match.end(), depth)
        depth += match[0] == "("


def _clause(tokens: Sequence[_Token], *words: str) -> _Token | None:
    """Gives the first of these words outside parentheses."""
    return next((token for token in tokens if not token.depth and token.word in words), None)


def _days(text: str) -> Iterator[Rewrite]:
    """A day of a moment as a range, which an index on the moment serves."""

    def range_(match: re.Match[str]) -> str:
        name, day = match["a"] or match["b"] or match["c"], date.fromisoformat(match["day"])
        return f"({name} >= '{day}' AND {name} < '{day + timedelta(days=1)}')"

    made = DAY.sub(range_, text)
    if made != text:
        yield Rewrite("the day of a moment becomes a range", made)


def _within(text: str, required: Collection[str]) -> Iterator[Rewrite]:
    """IN over a query as EXISTS; NOT IN only where neither side is ever null."""
    for match in WITHIN.finditer(text):
        end = _closing(text, match.end())
        inner = INNER.fullmatch(text[match.end() : end].strip())
        if inner is None or NOT_PLAIN.search(inner["rest"]):
            continue
        sides = (match["outer"], inner["column"])
        if match["not"] and not all(_bare(side) in required for side in sides):
            continue
        owner = inner["alias"] or inner["table"]
        column = inner["column"] if "." in inner["column"] else f"{owner}.{inner['column']}"
        if "." not in match["outer"] and _bare(match["outer"]) == _bare(inner["column"]):
            continue  # the bare name would mean the inner one
        word = "AND" if re.search(r"\bWHERE\b", inner["rest"], re.IGNORECASE) else "WHERE"
        rest = inner["rest"]
        if word == "AND":
            rest = re.sub(r"\bWHERE\b\s*", "WHERE (", rest, count=1, flags=re.IGNORECASE) + ")"
        exists = f"EXISTS (SELECT 1 FROM {rest} {word} {column} = {match['outer']})"
        made = text[: match.start()] + ("NOT " if match["not"] else "") + exists + text[end + 1 :]
        yield Rewrite("NOT IN becomes NOT EXISTS" if match["not"] else "IN becomes EXISTS", made)


def _bare(name: str) -> str:
    return name.rpartition(".")[2].strip('"`').lower()


def _closing(text: str, start: int) -> int:
    """Gives where the parenthesis closes that was opened before a place."""
    depth = 1
    for match in TOKEN.finditer(text, start):
        depth += (match[0] == "(") - (match[0] == ")")
        if not depth:
            return match.start()
    return len(text)


def _parted(text: str, tokens: Sequence[_Token]) -> Iterator[Rewrite]:
    """Conditions that are joined by OR as two statements, each with an index of its own. The second
    leaves out what the first has found."""
    where = _clause(tokens, "WHERE")
    if where is None or _clause(tokens, "GROUP", "HAVING", "UNION", "WITH") or _counts(tokens):
        return
    after = [token for token in tokens if token.start > where.start]
    end = _clause(after, *CLAUSES)
    stop = end.start if end else len(text)
    inside = [token for token in after if token.start < stop and not token.depth]
    marks = [token for token in inside if token.word == "OR"]
    if len(marks) != 1 or any(token.word in ("AND", "BETWEEN", "CASE") for token in inside):
        return
    one, two = text[where.end : marks[0].start].strip(), text[marks[0].end : stop].strip()
    head, tail = text[: where.start].strip(), text[stop:].strip()
    made = f"{head} WHERE {one}\nUNION ALL\n{head} WHERE ({two}) AND ({one}) IS NOT TRUE"
    yield Rewrite("OR becomes UNION ALL", f"{made}\n{tail}".strip())


def _counts(tokens: Sequence[_Token]) -> bool:
    """Whether the statement counts, sums or leaves out what is alike, so that it cannot be parted."""
    words = ("COUNT", "SUM", "AVG", "MIN", "MAX", "DISTINCT", "OVER")
    return any(not token.depth and token.word in words for token in tokens)


def _paged(text: str, tokens: Sequence[_Token], rows: Rows) -> Iterator[Rewrite]:
    """A page by its number as a page after a row: what comes before it is not read again."""
    order, offset = _clause(tokens, "ORDER"), _clause(tokens, "OFFSET")
    limit = _clause(tokens, "LIMIT")
    if order is None or offset is None or limit is None or _clause(tokens, "GROUP", "UNION"):
        return
    first = min(limit.start, offset.start)
    keys = [key.strip() for key in text[order.end : first].strip()[2:].split(",")]
    names = [key.split()[0] for key in keys]
    down = {key.upper().endswith(" DESC") for key in keys}
    number = re.match(r"OFFSET\s+(\d+)", text[offset.start :], re.IGNORECASE)
    size = re.match(r"LIMIT\s+(\d+)", text[limit.start :], re.IGNORECASE)
    plain = all(re.fullmatch(r"[\w.\"`]+( (ASC|DESC))?", key, re.IGNORECASE) for key in keys)
    if not plain or len(down) != 1 or number is None or size is None or int(number[1]) < 1:
        return
    source = _clause(tokens, "FROM")
    if source is None:
        return
    before = f"SELECT {', '.join(names)} {text[source.start : first]} LIMIT 1 OFFSET {int(number[1]) - 1}"
    found = rows(before)
    if not found:
        return  # the sample has no such page
    bound = f"({', '.join(names)}) {'<' if down == {True} else '>'} ({', '.join(found[0])})"
    where = _clause(tokens, "WHERE")
    head = text[: order.start].strip()
    if where is not None:
        head = f"{text[: where.end]} ({text[where.end : order.start].strip()})"
    word = "AND" if where is not None else "WHERE"
    made = f"{head} {word} {bound} {text[order.start : first].strip()} LIMIT {size[1]}"
    yield Rewrite("OFFSET becomes the row that the page before ended with", made)
