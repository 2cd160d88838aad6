"""The closed language of portable expressions and statements, as a tree.

Takes nothing, gives the nodes that `reader` makes of a text and `analysis` and `printer` walk. What
is not a node here is not portable. `start` and `end` are characters into the text and take no part
in equality."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Word
from typing import assert_never

__all__ = [
    "Between",
    "Binary",
    "Call",
    "Case",
    "Cast",
    "Common",
    "Exists",
    "From",
    "In",
    "Interval",
    "IsDistinct",
    "IsNull",
    "IsTruth",
    "Item",
    "Join",
    "Like",
    "Literal",
    "Name",
    "Negative",
    "Node",
    "Not",
    "Order",
    "Parameter",
    "Query",
    "Select",
    "SetOperation",
    "Star",
    "Statement",
    "Subquery",
    "children",
    "conjuncts",
]

Comparison = Word["=", "<>", "<", "<=", ">", ">="]


def _place() -> int:
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A stretch of the text."""

    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Literal(Placed):
    """A constant. kind: integer, decimal, text, bool, null, date, timestamp; value: its text, without
    quotes; `true` and `false` in lower case."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Name(Placed):
    """A field, perhaps of a named source: `email`, `u.email`."""

    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Parameter(Placed):
    """A value given when the statement runs: `:since`."""

    name: str


@dataclass(frozen=True, slots=True)
class Interval(Placed):
    """A length of time: (number, unit) pairs, units in the singular."""

    parts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Negative(Placed):
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Not(Placed):
    """NOT."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Placed):
    """An operator between two operands: a Comparison, + - * / % || AND OR."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class IsNull(Placed):
    """IS [NOT] NULL."""

    operand: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsTruth(Placed):
    """IS [NOT] TRUE, IS [NOT] FALSE: never unknown."""

    operand: Node
    value: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsDistinct(Placed):
    """IS [NOT] DISTINCT FROM: comparison in which NULL equals NULL."""

    left: Node
    right: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Like(Placed):
    """[NOT] LIKE, in which case matters. escape: one character, "" for none."""

    operand: Node
    pattern: Node
    escape: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between(Placed):
    """[NOT] BETWEEN, both ends included."""

    operand: Node
    low: Node
    high: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In(Placed):
    """[NOT] IN a list, a query or a parameter that holds a list."""

    operand: Node
    items: tuple[Node, ...] = ()
    query: Query | None = None
    negated: bool = False

    @property
    def list_parameter(self) -> Parameter | None:
        """The parameter that holds the whole list: `IN :ids` and `IN (:ids)`."""
        only = self.items[0] if len(self.items) == 1 else None
        return only if isinstance(only, Parameter) else None


@dataclass(frozen=True, slots=True)
class Case(Placed):
    """CASE, searched or, with an operand, simple."""

    operand: Node | None
    whens: tuple[tuple[Node, Node], ...]
    otherwise: Node | None = None


@dataclass(frozen=True, slots=True)
class Cast(Placed):
    """CAST(operand AS type). type: a logical type as it was written."""

    operand: Node
    type: str


@dataclass(frozen=True, slots=True)
class Call(Placed):
    """A call of a published function. name: lower case; `extract(year FROM x)` is extract_year.

    star: count(*). where: its FILTER. over: its window (partition, order); None for none."""

    name: str
    args: tuple[Node, ...] = ()
    star: bool = False
    distinct: bool = False
    where: Node | None = None
    over: tuple[tuple[Node, ...], tuple[Order, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Exists(Placed):
    """EXISTS (query)."""

    query: Query


@dataclass(frozen=True, slots=True)
class Subquery(Placed):
    """A query that gives one value."""

    query: Query


Node = (
    Literal
    | Name
    | Parameter
    | Interval
    | Negative
    | Not
    | Binary
    | IsNull
    | IsTruth
    | IsDistinct
    | Like
    | Between
    | In
    | Case
    | Cast
    | Call
    | Exists
    | Subquery
)


@dataclass(frozen=True, slots=True)
class Star(Placed):
    """All fields, of one source or of all."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class Item(Placed):
    """One expression of a select list. alias: "" for none."""

    value: Node | Star
    alias: str = ""


@dataclass(frozen=True, slots=True)
class From(Placed):
    """A source of rows: an entity, view or common table by name, or a query. alias: "" for none."""

    name: str = ""
    query: Query | None = None
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Join(Placed):
    """A further source. kind: inner, left, right, full or cross; on: None for cross."""

    kind: str
    source: From
    on: Node | None = None


@dataclass(frozen=True, slots=True)
class Order(Placed):
    """One key of ORDER BY. nulls: "", first or last."""

    value: Node
    desc: bool = False
    nulls: str = ""


@dataclass(frozen=True, slots=True)
class Select(Placed):
    """SELECT, without what may follow a union."""

    items: tuple[Item, ...]
    sources: tuple[From, ...] = ()
    joins: tuple[Join, ...] = ()
    where: Node | None = None
    group: tuple[Node, ...] = ()
    having: Node | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class SetOperation(Placed):
    """UNION [ALL], EXCEPT or INTERSECT of two bodies. op: upper case."""

    op: str
    left: Select | SetOperation
    right: Select | SetOperation


@dataclass(frozen=True, slots=True)
class Common(Placed):
    """A common table expression. columns: () for those of the query."""

    name: str
    query: Query
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query(Placed):
    """A whole query: common tables, a body, its order and its limits."""

    body: Select | SetOperation
    commons: tuple[Common, ...] = ()
    recursive: bool = False
    order: tuple[Order, ...] = ()
    limit: Node | None = None
    offset: Node | None = None


Statement = Node | Query


def children(node: Node) -> tuple[Node, ...]:
    """Gives the nodes right below a node, in order; queries inside it are left out."""
    match node:
        case Literal() | Name() | Parameter() | Interval() | Exists() | Subquery():
            return ()
        case Negative() | Not() | IsNull() | IsTruth() | Cast():
            return (node.operand,)
        case Binary() | IsDistinct():
            return (node.left, node.right)
        case Like():
            return (node.operand, node.pattern)
        case Between():
            return (node.operand, node.low, node.high)
        case In():
            return (node.operand, *node.items)
        case Case():
            ends = (node.operand, node.otherwise)
            pairs = (part for pair in node.whens for part in pair)
            return (*pairs, *(end for end in ends if end is not None))
        case Call():
            return (*node.args, *((node.where,) if node.where is not None else ()))
    assert_never(node)


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Gives the parts of a condition that AND joins, in order; itself when there is only one."""
    if isinstance(node, Binary) and node.op == "AND":
        return (*conjuncts(node.left), *conjuncts(node.right))
    return (node,)
