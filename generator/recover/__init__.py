"""Recovering: from the Catalog of a live database to specs that a person would have written.

Takes a Catalog and the engine's Profile, gives plain data and SQL texts; whether they say the same as
the database is proven by lowering them again (`account`)."""
