"""The catalog reader of PostgreSQL: a live database to a Catalog, one query for each kind of object.

Takes a Session, gives objects; every query runs in one read-only snapshot with `public` alone on the
search path, so that texts name objects of other schemas in full, and the same way each time."""
