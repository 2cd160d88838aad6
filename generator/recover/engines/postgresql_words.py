"""Words that statements of PostgreSQL share: names, literals, comments, and guards for a second run.

Takes texts and a Profile, gives texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.sql.profile import Profile, quote

__all__ = ["commented", "literal", "names", "settings", "together", "unless", "unless_made"]

MADE = (
    "duplicate_object OR duplicate_table OR duplicate_function OR duplicate_schema"
    " OR unique_violation"
)
"""What the server says when there is something of that name already."""


def literal(text: str) -> str:
    """Writes a text as a literal; a backslash needs no escape here."""
    return "'" + text.replace("'", "''") + "'"


def names(given: Iterable[str], profile: Profile) -> str:
    """Writes names one after the other, quoted where they must be."""
    return ", ".join(quote(name, profile) for name in given)


def settings(options: Mapping[str, str]) -> str:
    """Writes storage parameters, `(fillfactor = 70)`, "" for none; texts are quoted."""
    pairs = (f"{name} = {_setting(value)}" for name, value in options.items())
    return f"({', '.join(pairs)})" if options else ""


def _setting(value: str) -> str:
    return value if value.replace(".", "").replace("-", "").isalnum() else literal(value)


def commented(kind: str, name: str, comment: str) -> str:
    """Writes COMMENT ON, "" where there is nothing to say."""
    return f"COMMENT ON {kind} {name} IS {literal(comment)}" if comment else ""


def together(*statements: str) -> str:
    """Puts statements into one text, leaving out the empty ones."""
    return ";\n".join(text for text in statements if text)


def unless(there: str, statement: str) -> str:
    """Runs a statement where a query finds nothing."""
    return _block(f"  IF NOT EXISTS ({there}) THEN\n    {statement};\n  END IF;\n", statement)


def unless_made(statement: str) -> str:
    """Runs a statement that has no IF NOT EXISTS of its own."""
    return _block(f"  {statement};\nEXCEPTION WHEN {MADE} THEN NULL;\n", statement)


def _block(body: str, statement: str) -> str:
    tag = "$$" if "$$" not in statement else "$made$"
    while tag in statement:
        tag = f"${tag.strip('$')}_$"
    return f"DO {tag} BEGIN\n{body}END {tag}"
