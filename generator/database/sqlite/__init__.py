"""The catalog reader of SQLite: the statements that the database keeps, read by a parser of our own.

Takes a Session, gives objects. Names of constraints, checks, collations and generation expressions
stand only in the text of CREATE statements, which ALTER TABLE keeps up to date; pragmas lack them."""
