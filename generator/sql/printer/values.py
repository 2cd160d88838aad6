"""Expressions in an engine's spelling.

Takes nodes with what an analysis found, gives SQL; parentheses stand only where the tree needs them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import assert_never

from generator.model import Model, Type
from generator.sql.analysis import Analysis
from generator.sql.functions import family
from generator.sql.literals import boolean_literal, literal, text_literal
from generator.sql.patterns import glob, globbed, like_pattern
from generator.sql.printer.binding import BINDS, COMPARE, MYSQL, NOT, OR, SIGN, SUM, WORD, held
from generator.sql.printer.calls import call, operator
from generator.sql.profile import Profile, quote
from generator.sql.scope import Source
from generator.sql.tokens import Fault
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Exists,
    From,
    In,
    Interval,
    IsDistinct,
    IsNull,
    IsTruth,
    Like,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Parameter,
    Query,
    Subquery,
)
from generator.sql.types import parse_type, sql_type

__all__ = ["Values"]

CONDITIONS = (IsNull, IsTruth, IsDistinct, Like, Between, In, Exists, Not)


class Values:
    """Spells the expressions of one tree for one engine. inline: spells a query on one line.

    Raises Fault (G237) for what the engine cannot say."""

    inline: Callable[[Query], str]

    def __init__(self, found: Analysis, model: Model, profile: Profile) -> None:
        self.found, self.model, self.profile = found, model, profile
        self.engine = profile.name

    # SQL Server keeps values and conditions apart: a bit is no condition and a condition no bit

    def condition(self, node: Node, binds: int = OR) -> str:
        """Spells a node where the engine wants a condition."""
        if self.engine == "mssql" and not _is_condition(node):
            if isinstance(node, Literal):
                return "1 = 1" if node.value == "true" else "1 = 0"
            return held(f"{self.value(node, COMPARE + 1)} = 1", COMPARE, binds)
        return self._spelled(node, binds)

    def check(self, node: Node) -> str:
        """Spells what a CHECK wants: MySQL takes no bit for a condition there, and only there."""
        if self.engine == "mysql" and not _is_condition(node):
            return f"{self.value(node, COMPARE + 1)} = 1"
        return self.condition(node)

    def value(self, node: Node, binds: int = OR) -> str:
        """Spells a node where the engine wants a value."""
        if self.engine == "mssql" and _is_condition(node):
            yes, no = self.condition(node), self.condition(Not(node))
            return f"CAST(CASE WHEN {yes} THEN 1 WHEN {no} THEN 0 END AS bit)"
        return self._spelled(node, binds)

    def _spelled(self, node: Node, binds: int) -> str:
        text, own = self._node(node)
        return held(text, own, binds)

    def _node(self, node: Node) -> tuple[str, int]:
        """Gives the spelling and how tightly it holds together."""
        match node:
            case Literal():
                return self._literal(node), WORD
            case Name():
                return self._name(node), WORD
            case Parameter():
                return f":{node.name}", WORD
            case Negative():
                return "-" + self.value(node.operand, SIGN + 1), SIGN
            case Not():
                return self._not(node.operand)
            case Binary():
                return self._binary(node)
            case IsNull():
                word = "IS NOT NULL" if node.negated else "IS NULL"
                return f"{self.value(node.operand, COMPARE + 1)} {word}", COMPARE
            case IsTruth():
                return self._truth(node), COMPARE
            case IsDistinct():
                return self._distinct(node)
            case Like():
                return self._like(node), COMPARE
            case Between():
                operand, low, high = self._alike(node.operand, node.low, node.high)
                word = "NOT BETWEEN" if node.negated else "BETWEEN"
                return f"{operand} {word} {low} AND {high}", COMPARE
            case In():
                return self._in(node), COMPARE
            case Case():
                return self._case(node), WORD
            case Cast():
                return self._cast(node), WORD
            case Call():
                return call(self, node)
            case Exists():
                return f"EXISTS ({self.inline(node.query)})", WORD
            case Subquery():
                return f"({self.inline(node.query)})", WORD
            case Interval():
                raise self.unspellable(node, "an interval by itself")
        assert_never(node)

    def unspellable(self, node: Node | From, what: str) -> Fault:
        """Says that the engine has no such thing."""
        message = f"{self.profile.label} {self.profile.version} has no {what}"
        hint = f"write it under `engines: {{{self.engine}: …}}`"
        return Fault(message, node.start, node.end, hint, "G237")

    def _literal(self, node: Literal) -> str:
        meant = self.found.meant.get(id(node))
        if meant is not None:
            return literal(node.value, meant, self.profile, self.model)
        match node.kind:
            case "null":
                return "NULL"
            case "bool":
                return boolean_literal(node.value == "true", self.profile)
            case "text":
                return text_literal(node.value, self.profile)
            case "date" | "timestamp":
                return self._moment(node)
        return node.value

    def _moment(self, node: Literal) -> str:
        of = Type(node.kind)
        text = literal(node.value, of, self.profile)
        if self.engine == "sqlite":
            return text
        if self.engine in MYSQL:
            return f"{node.kind.upper()} {text}"
        name = sql_type(of, self.profile, self.model).text
        return f"CAST({text} AS {name})" if self.engine == "mssql" else f"{name.upper()} {text}"

    def _name(self, node: Name) -> str:
        if id(node) in self.found.aliases:
            return quote(node.name, self.profile)
        source, column = self.found.columns[id(node)]
        if column.spelled:
            return column.spelled
        name = quote(column.physical, self.profile)
        if node.source or id(node) in self.found.crowded:
            return f"{self._qualifier(source)}.{name}"
        return name

    def _qualifier(self, source: Source) -> str:
        if source.name in ("new", "old") and source.qualifier in ("NEW", "OLD"):
            return source.qualifier
        return quote(source.qualifier, self.profile)

    def _not(self, operand: Node) -> tuple[str, int]:
        if isinstance(operand, Exists):
            return f"NOT {self.condition(operand)}", NOT
        if self.engine == "mssql" and not _is_condition(operand):
            return f"{self.value(operand, COMPARE + 1)} = 0", COMPARE
        return f"NOT {self.condition(operand, NOT)}", NOT

    def _binary(self, node: Binary) -> tuple[str, int]:
        if node.op in ("AND", "OR"):
            own = BINDS[node.op]
            left, right = self.condition(node.left, own), self.condition(node.right, own + 1)
            if isinstance(node.right, Binary) and node.right.op == node.op:
                right = self.condition(node.right, own)
            return f"{left} {node.op} {right}", own
        if node.op == "||":
            return self._concatenation(node)
        if id(node) in self.found.overloads:
            return operator(self, node)
        if node.op in BINDS:
            own = BINDS[node.op]
            left, right = self.value(node.left, own), self.value(node.right, own + 1)
            return f"{left} {self._operation(node)} {right}", own
        left, right = self._alike(node.left, node.right)
        return f"{left} {node.op} {right}", COMPARE

    def _alike(self, *nodes: Node) -> list[str]:
        """Spells what is compared; in lower case where a column takes no notice of case and the
        engine has no collation that does the same."""
        texts = [self.value(node, COMPARE + 1) for node in nodes]
        if self.profile.capabilities["case_insensitive"].by != "lower-index":
            return texts
        return [f"lower({text})" for text in texts] if self._is_folded(*nodes) else texts

    def _is_folded(self, *nodes: Node) -> bool:
        """Whether a column is among these whose case does not matter."""
        found = [self.found.columns.get(id(node)) for node in nodes]
        return any(each is not None and each[1].folded for each in found)

    def _operation(self, node: Binary) -> str:
        """MySQL's `/` never gives a whole number; `DIV` does, cut toward zero as elsewhere."""
        kinds = [family(self.found.types[id(side)].type) for side in (node.left, node.right)]
        whole = node.op == "/" and kinds == ["integer", "integer"]
        return "DIV" if whole and self.engine in MYSQL else node.op

    def _concatenation(self, node: Binary) -> tuple[str, int]:
        """Joins texts; NULL if one is NULL, which SQL Server's `+` gives and its concat does not."""
        parts = [self.value(part, SIGN) for part in _joined(node)]
        if self.engine in MYSQL:
            return f"concat({', '.join(self.value(part) for part in _joined(node))})", WORD
        return (" + " if self.engine == "mssql" else " || ").join(parts), SUM

    def _truth(self, node: IsTruth) -> str:
        word = f"IS {'NOT ' if node.negated else ''}{'TRUE' if node.value else 'FALSE'}"
        if self.engine != "mssql":
            return f"{self.condition(node.operand, COMPARE + 1)} {word}"
        inner = node.operand if node.value else Not(node.operand)
        case = f"CASE WHEN {self.condition(inner)} THEN 1 ELSE 0 END"
        return f"{case} = {0 if node.negated else 1}"

    def _distinct(self, node: IsDistinct) -> tuple[str, int]:
        left, right = self._alike(node.left, node.right)
        if self.engine in MYSQL:
            same = f"{left} <=> {right}"
            return (same, COMPARE) if node.negated else (f"NOT {same}", NOT)
        if self.engine == "sqlite":
            return f"{left} {'IS' if node.negated else 'IS NOT'} {right}", COMPARE
        if self.engine == "mssql":
            same = f"{left} = {right} OR {left} IS NULL AND {right} IS NULL"
            return f"CASE WHEN {same} THEN 1 ELSE 0 END = {1 if node.negated else 0}", COMPARE
        return f"{left} IS {'NOT ' if node.negated else ''}DISTINCT FROM {right}", COMPARE

    def _like(self, node: Like) -> str:
        """Spells LIKE. SQLite's takes a for A whatever the column says, its GLOB never does."""
        folded = self._is_folded(node.operand) and self.engine in ("postgresql", "sqlite")
        if isinstance(node.pattern, Literal) and not re.search(r"[^\W\d_]", node.pattern.value):
            folded = False  # a pattern without letters has no case
        operand = self.value(node.operand, COMPARE + 1)
        operand = f"lower({self.value(node.operand)})" if folded else operand
        word = "GLOB" if self.engine == "sqlite" else "LIKE"
        return f"{operand} {'NOT ' if node.negated else ''}{word} {self._pattern(node, folded)}"

    def _pattern(self, node: Like, folded: bool) -> str:
        if not isinstance(node.pattern, Literal):
            return self._unknown_pattern(node, folded)
        text = node.pattern.value.lower() if folded else node.pattern.value
        if self.engine == "sqlite":
            return text_literal(glob(text, node.escape), self.profile)
        spelled = like_pattern(text, node.escape, self.engine)
        return text_literal(spelled, self.profile) + self._escape(node)

    def _unknown_pattern(self, node: Like, folded: bool) -> str:
        text = self.value(node.pattern, COMPARE + 1)
        text = f"lower({text})" if folded else text
        if self.engine != "sqlite":
            return text + self._escape(node)
        if node.escape:
            raise self.unspellable(node, "LIKE with an escape for a pattern that it does not know")
        return globbed(text)

    def _escape(self, node: Like) -> str:
        return f" ESCAPE {text_literal(node.escape, self.profile)}" if node.escape else ""

    def _in(self, node: In) -> str:
        word = "NOT IN" if node.negated else "IN"
        operand, *items = self._alike(node.operand, *node.items)
        if node.list_parameter is None and node.query is None:
            items = items if self._is_folded(node.operand) else [*map(self.value, node.items)]
            return f"{operand} {word} ({', '.join(items)})"
        if operand.startswith("lower(") and self._is_folded(node.operand):
            what = "IN over a list that it does not know, for a field whose case does not matter"
            raise self.unspellable(node, what)
        if node.list_parameter is not None:
            return f"{operand} {word} :{node.list_parameter.name}"
        assert node.query is not None, "a list that is no parameter is a query"
        return f"{operand} {word} ({self.inline(node.query)})"

    def _case(self, node: Case) -> str:
        spell = self.condition if node.operand is None else self.value
        words = ["CASE"] if node.operand is None else ["CASE", self.value(node.operand)]
        for condition, result in node.whens:
            words.append(f"WHEN {spell(condition)} THEN {self.value(result)}")
        if node.otherwise is not None:
            words.append(f"ELSE {self.value(node.otherwise)}")
        return " ".join((*words, "END"))

    def _cast(self, node: Cast) -> str:
        of = parse_type(node.type)
        operand = self.value(node.operand)
        if isinstance(node.operand, Parameter) and self.engine != "postgresql":
            return operand
        if self.engine == "sqlite" and of.name == "decimal" and of.args:
            return f"round({operand}, {of.args[1]})"
        if self.engine in MYSQL:
            return f"CAST({operand} AS {_mysql_cast(of)})"
        if self.engine == "mssql" and of.name == "text":
            return f"CAST({operand} AS nvarchar(max))"
        return f"CAST({operand} AS {sql_type(of, self.profile, self.model).text})"


def _is_condition(node: Node) -> bool:
    """Whether a node is a condition by its form, not a value that is true or false."""
    if isinstance(node, Binary):
        return node.op in ("AND", "OR", "=", "<>", "<", "<=", ">", ">=")
    return isinstance(node, CONDITIONS)


def _joined(node: Node) -> tuple[Node, ...]:
    """Gives the texts of a chain of `||`."""
    if isinstance(node, Binary) and node.op == "||":
        return (*_joined(node.left), *_joined(node.right))
    return (node,)


def _mysql_cast(of: Type) -> str:
    """Names what MySQL's CAST calls the type, which is not what its columns call it."""
    match of.name:
        case "decimal":
            return f"decimal({of.args[0]},{of.args[1]})" if of.args else "decimal(65,30)"
        case "float64":
            return "double"
        case "text":
            return "char"
        case "string":
            return f"char({of.args[0]})"
    return "unsigned" if of.name.startswith("u") else "signed"
