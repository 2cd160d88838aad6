"""What statements of their own say of objects that are read elsewhere: settings and comments.

Each text is a query that gives a name, the statement, and the one that takes it back; every statement
may run again as it is."""

from __future__ import annotations

from generator.database.postgresql.called import CALLED
from generator.database.postgresql.words import NOWHERE_ELSE, free

__all__ = ["SETTINGS"]

_MINE = f"{NOWHERE_ELSE} AND {free('pg_class', 'c.oid')}"

_UNLOGGED = f"""
SELECT 'logging of sequence ' || s.oid::regclass, 'ALTER SEQUENCE ' || s.oid::regclass || ' SET UNLOGGED', ''
FROM pg_class s
JOIN pg_namespace n ON n.oid = s.relnamespace
WHERE s.relkind = 'S' AND s.relpersistence = 'u' AND {NOWHERE_ELSE} AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid
        AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i')
"""

_CHECKS = f"""
SELECT 'constraint ' || quote_ident(k.conname) || ' on domain ' || t.oid::regtype,
    'DO $$ BEGIN' || E'\\n  IF NOT EXISTS (SELECT FROM pg_constraint WHERE contypid = '
    || quote_literal(t.oid::regtype) || '::regtype AND conname = ' || quote_literal(k.conname)
    || E') THEN\\n    ALTER DOMAIN ' || t.oid::regtype || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' '
    || pg_get_constraintdef(k.oid) || E';\\n  END IF;\\nEND $$',
    'ALTER DOMAIN ' || t.oid::regtype || ' DROP CONSTRAINT IF EXISTS ' || quote_ident(k.conname)
FROM pg_constraint k
JOIN pg_type t ON t.oid = k.contypid
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND NOT k.convalidated AND {NOWHERE_ELSE} AND {free("pg_type", "t.oid")}
"""

_STATES = f"""
SELECT 'state of trigger ' || quote_ident(t.tgname) || ' on table ' || c.oid::regclass,
    'ALTER TABLE ONLY ' || c.oid::regclass || CASE t.tgenabled WHEN 'D' THEN ' DISABLE'
        WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE' END || ' TRIGGER '
    || quote_ident(t.tgname), ''
FROM pg_trigger t
JOIN pg_trigger p ON p.oid = t.tgparentid
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgenabled <> p.tgenabled AND {_MINE}
"""

# a search path would change what the script itself means the next time
_DATABASE = """
SELECT 'setting ' || w.name || ' of this database',
    'DO $$ BEGIN EXECUTE format(''ALTER DATABASE %I SET ' || w.name || ' = '
    || replace(w.value, '''', '''''') || ''', current_database()); END $$',
    'DO $$ BEGIN EXECUTE format(''ALTER DATABASE %I RESET ' || w.name || ''', current_database()); END $$'
FROM pg_db_role_setting s
JOIN pg_database b ON b.oid = s.setdatabase AND b.datname = current_database()
CROSS JOIN LATERAL unnest(s.setconfig) AS u (text)
CROSS JOIN LATERAL (SELECT split_part(u.text, '=', 1) AS name,
    quote_literal(substr(u.text, strpos(u.text, '=') + 1)) AS value) w
WHERE s.setrole = 0 AND w.name <> 'search_path'
"""


_TOASTED = f"""
SELECT 'toast settings of ' || c.oid::regclass,
    'ALTER ' || CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END
    || c.oid::regclass || ' SET ('
    || (SELECT string_agg('toast.' || o.option_name || ' = ' || quote_literal(o.option_value), ', ')
        FROM pg_options_to_table(t.reloptions) o) || ')', ''
FROM pg_class c
JOIN pg_class t ON t.oid = c.reltoastrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.reloptions IS NOT NULL AND {_MINE}
"""

_INDEXES = f"""
SELECT 'settings of index ' || i.oid::regclass,
    'ALTER INDEX ' || i.oid::regclass || ' SET ('
    || (SELECT string_agg(o.option_name || ' = ' || quote_literal(o.option_value), ', ')
        FROM pg_options_to_table(i.reloptions) o) || ')', ''
FROM pg_constraint k
JOIN pg_class i ON i.oid = k.conindid
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'u', 'x') AND i.reloptions IS NOT NULL AND i.relkind = 'i'
    AND k.conparentid = 0 AND {_MINE}
UNION ALL
SELECT 'statistics of index ' || i.oid::regclass || ' key ' || a.attnum,
    'ALTER INDEX ' || i.oid::regclass || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS '
    || a.attstattarget, ''
FROM pg_attribute a
JOIN pg_class i ON i.oid = a.attrelid
JOIN pg_index x ON x.indexrelid = i.oid
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE coalesce(a.attstattarget, -1) >= 0 AND a.attnum > 0 AND {_MINE}
"""

_VIEWS = f"""
SELECT 'default of view column ' || c.oid::regclass || '.' || a.attname,
    'ALTER VIEW ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT '
    || pg_get_expr(d.adbin, d.adrelid), ''
FROM pg_attrdef d
JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND {_MINE}
"""

# of what else is read only kinds whose reader takes the comment along are left out
_COMMENTS = f"""
SELECT 'comment on ' || w.kind || ' ' || w.called,
    'COMMENT ON ' || w.kind || ' ' || w.called || ' IS ' || quote_literal(d.description),
    'COMMENT ON ' || w.kind || ' ' || w.called || ' IS NULL'
FROM pg_description d
CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.objsubid > 0 THEN 'COLUMN' WHEN i.type = 'domain constraint' THEN 'CONSTRAINT'
            ELSE upper(i.type) END AS kind,
        CASE WHEN i.type = 'domain constraint' THEN replace(i.identity, ' on ', ' ON DOMAIN ')
            ELSE i.identity END AS called
) w
LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
LEFT JOIN pg_index x ON x.indexrelid = c.oid
LEFT JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid
LEFT JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, k.connamespace)
WHERE CASE
    WHEN c.oid IS NOT NULL AND d.objsubid > 0 THEN {_MINE} AND (c.relkind IN ('v', 'm', 'f', 'c')
        OR NOT a.attislocal AND NOT c.relispartition) -- of a column that comes from a parent
    WHEN x.indexrelid IS NOT NULL THEN {NOWHERE_ELSE} AND EXISTS (SELECT FROM pg_constraint y
        WHERE y.conindid = x.indexrelid AND y.contype IN ('p', 'u', 'x'))
    WHEN k.oid IS NOT NULL THEN k.contypid <> 0 AND {NOWHERE_ELSE}
    WHEN d.classoid = 'pg_extension'::regclass THEN NOT EXISTS (SELECT FROM pg_extension e
        JOIN pg_available_extensions a ON a.name = e.extname
        WHERE e.oid = d.objoid AND a.comment = d.description)
    ELSE false END
"""

_LABELS = """
SELECT 'security label of ' || l.objtype || ' ' || l.objname || ' for ' || l.provider,
    'SECURITY LABEL FOR ' || quote_ident(l.provider) || ' ON ' || upper(l.objtype) || ' ' || l.objname
    || ' IS ' || quote_literal(l.label), ''
FROM pg_seclabels l
WHERE l.classoid NOT IN ('pg_database'::regclass, 'pg_authid'::regclass, 'pg_tablespace'::regclass)
"""


def _granted(catalog: str, kind: str, name: str, owner: str, acl: str, letter: str) -> str:
    """What roles may do with objects outside schemas."""
    return f"""
SELECT 'grant on {kind.lower()} ' || o.{name} || ' to ' || r.role
    || CASE WHEN x.is_grantable THEN ' too' ELSE '' END,
    'GRANT ' || x.privilege_type || ' ON {kind} ' || quote_ident(o.{name}) || ' TO ' || r.role
    || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
    'REVOKE ' || x.privilege_type || ' ON {kind} ' || quote_ident(o.{name}) || ' FROM ' || r.role
FROM {catalog} o
CROSS JOIN LATERAL aclexplode(o.{acl}) x
CROSS JOIN LATERAL (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC'
    ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS role) r
WHERE NOT EXISTS (SELECT FROM aclexplode(acldefault('{letter}', o.{owner})) y
    WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type)
"""


SETTINGS = (
    *CALLED,
    *(
        _UNLOGGED,
        _CHECKS,
        _STATES,
        _DATABASE,
        _TOASTED,
        _INDEXES,
        _VIEWS,
        _COMMENTS,
        _LABELS,
    ),
    _granted(
        "pg_foreign_data_wrapper", "FOREIGN DATA WRAPPER", "fdwname", "fdwowner", "fdwacl", "F"
    ),
    _granted("pg_foreign_server", "FOREIGN SERVER", "srvname", "srvowner", "srvacl", "S"),
    _granted("pg_language", "LANGUAGE", "lanname", "lanowner", "lanacl", "l"),
)
