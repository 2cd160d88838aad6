"""How tightly the parts of an expression hold together: an operand must hold tighter than what is
around it, or it stands in parentheses."""

from __future__ import annotations

__all__ = [
    "AND",
    "BINDS",
    "COMPARE",
    "MYSQL",
    "NOT",
    "OR",
    "PRODUCT",
    "SIGN",
    "SUM",
    "WORD",
    "held",
]

OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, WORD = range(8)
BINDS = {"OR": OR, "AND": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT}
MYSQL = ("mysql", "mariadb")  # they differ in little that expressions say


def held(text: str, own: int, around: int) -> str:
    """Puts parentheses around a text that holds less tightly than it must."""
    return f"({text})" if own < around else text
