"""Whether an account sees all of a database: what an engine hides in silence cannot be accounted for.

Takes a Url, gives what people must know of what is not seen."""

from __future__ import annotations

from generator.database.session import session
from generator.database.url import DatabaseError, Url

__all__ = ["hidden"]


def hidden(address: Url) -> tuple[str, ...]:
    """Gives sentences about what stays unseen or is none of an import's business, () when all is taken.
    Errors: DatabaseError with the privileges that are missing."""
    if address.engine == "postgresql":
        from generator.database.postgresql.sight import aside

        with session(address) as opened:
            return tuple(aside(opened))
    if address.engine not in ("mysql", "mariadb") or not address.database:
        return ()
    from generator.database.mysql.sight import sees_accounts, unseen

    with session(address) as opened:
        missing, accounts = unseen(opened), sees_accounts(opened)
    if missing:
        raise DatabaseError(
            f"{address}: the account may not see all of the database; it lacks"
            f" {', '.join(missing)} on it"
        )
    who = f"what other accounts may do is hidden from `{address.user}`: their grants are not taken"
    return () if accounts else (who,)
