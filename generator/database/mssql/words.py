"""The words that T-SQL's statements begin with."""

from __future__ import annotations

__all__ = ["KINDS", "ROWS", "STATEMENTS", "TALK"]

ROWS = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "BULK")
TALK = (
    "SET", "PRINT", "RAISERROR", "THROW", "DECLARE", "SELECT", "WAITFOR", "CHECKPOINT", "DBCC", "BACKUP",
    "RESTORE", "COMMIT", "ROLLBACK", "SAVE", "RETURN", "USE", "RECONFIGURE", "WITH", "WHILE", "OPEN",
    "CLOSE", "FETCH", "DEALLOCATE", "GOTO",
)  # fmt: skip
STATEMENTS = frozenset(
    {*ROWS, *TALK, "CREATE", "ALTER", "DROP", "EXEC", "EXECUTE", "IF", "GRANT", "DENY", "REVOKE",
     "BEGIN", "END", "ELSE", "ENABLE", "DISABLE"}
)  # fmt: skip
KINDS = {
    "TABLE": "table", "VIEW": "view", "PROCEDURE": "function", "FUNCTION": "function",
    "SEQUENCE": "sequence",
}  # fmt: skip
