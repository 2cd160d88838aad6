"""How many objects of a kind a database has, in queries that owe nothing to the catalog readers."""

from __future__ import annotations

__all__ = ["COUNTS"]

_POSTGRESQL = {
    "table": "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    "view": """
        SELECT (SELECT count(*) FROM pg_matviews) + count(*) FROM pg_views
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')""",
    "column": """
        SELECT count(*) FROM information_schema.columns
        JOIN pg_class r ON r.oid = format('%I.%I', table_schema, table_name)::regclass
        JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = column_name AND a.attislocal
        WHERE r.relkind IN ('r', 'p') AND NOT r.relispartition
            AND table_schema NOT IN ('pg_catalog', 'information_schema')""",
    "foreign_key": "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0",
    "check": """
        SELECT count(*) FROM pg_constraint JOIN pg_class r ON r.oid = conrelid
        WHERE contype = 'c' AND coninhcount = 0
            AND r.relnamespace::regnamespace::text NOT IN ('information_schema', 'pg_catalog')""",
    "domain": """
        SELECT count(*) FROM information_schema.domains WHERE domain_schema <> 'information_schema'""",
    "trigger": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0",
    "enum": "SELECT count(DISTINCT enumtypid) FROM pg_enum",
    "index": """
        SELECT count(*) FROM pg_indexes
        JOIN pg_class r ON r.oid = format('%I.%I', schemaname, indexname)::regclass
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND NOT r.relispartition
            AND NOT EXISTS (
                SELECT FROM pg_constraint WHERE conindid = r.oid AND contype IN ('p', 'u', 'x'))""",
}
_MYSQL = {
    "table": """
        SELECT count(*) FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = database() AND TABLE_TYPE = 'BASE TABLE'""",
    "view": "SELECT count(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = database()",
    "foreign_key": """
        SELECT count(*) FROM information_schema.REFERENTIAL_CONSTRAINTS
        WHERE CONSTRAINT_SCHEMA = database()""",
    "primary_key": """
        SELECT count(*) FROM information_schema.TABLE_CONSTRAINTS
        WHERE TABLE_SCHEMA = database() AND CONSTRAINT_TYPE = 'PRIMARY KEY'""",
    "trigger": "SELECT count(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = database()",
    "function": "SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = database()",
}
_SQLITE = {
    "table": """
        SELECT count(*) FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'""",
    "view": "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'view'",
    "column": """
        SELECT count(*) FROM pragma_table_list t, pragma_table_xinfo(t.name) c
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'""",
    "foreign_key": """
        SELECT count(*) FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
        WHERE t.schema = 'main' AND f.seq = 0""",
    "index": """
        SELECT count(*) FROM pragma_table_list t, pragma_index_list(t.name) i
        WHERE t.schema = 'main' AND i.origin = 'c'""",
    "trigger": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
}
COUNTS = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "mariadb": _MYSQL, "sqlite": _SQLITE}
"""Kind of object to query, for each engine."""
