"""What people called, or keep, otherwise than the server would by itself: sequences of identities, NOT
NULL of version 18, and the parts that partitions have in indexes. What the server made of names that are
gone is only counted: our own renames leave such names, too.

Each text is a query that gives a name, the statement, and the one that takes it back; every statement
may run again as it is."""

from __future__ import annotations

from generator.database.postgresql.words import NOWHERE_ELSE, free, made_name

__all__ = ["CALLED", "LONG_AGO"]

_MINE = f"{NOWHERE_ELSE} AND {free('pg_class', 'c.oid')}"

# the server names the sequence of an identity, and logs it as its table is
_IDENTITIES = f"""
SELECT 'identity of column ' || c.oid::regclass || '.' || a.attname,
    concat_ws(E';\\n', CASE WHEN s.relname <> {made_name("c.relname", "a.attname", "seq")} THEN
        'DO $$ BEGIN' || E'\\n  IF ' || w.found || ' <> ' || quote_literal(s.oid::regclass) || E' THEN\\n    '
        || 'EXECUTE format(''ALTER SEQUENCE %s RENAME TO %I'', ' || w.found || ', '
        || quote_literal(s.relname) || E');\\n  END IF;\\nEND $$' END,
        CASE WHEN s.relpersistence <> c.relpersistence THEN 'ALTER SEQUENCE ' || s.oid::regclass || ' SET '
            || CASE s.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END END), ''
FROM pg_class s
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'i'
    AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT 'pg_get_serial_sequence(' || quote_literal(c.oid::regclass) || ', '
    || quote_literal(a.attname) || ')::regclass::text' AS found) w
WHERE s.relkind = 'S' AND NOT c.relispartition AND {_MINE}
    AND (s.relpersistence <> c.relpersistence OR s.relname !~ '_seq\\d*$')
"""

# version 18 has constraints for NOT NULL; those that it called itself, if long ago, go without saying
_REQUIRED = f"""
SELECT 'not null of column ' || c.oid::regclass || '.' || a.attname,
    'DO $$ DECLARE made text; BEGIN' || E'\\n  SELECT conname INTO made FROM pg_constraint WHERE conrelid = '
    || quote_literal(c.oid::regclass) || '::regclass AND contype = ''n'' AND conkey = ARRAY(SELECT attnum '
    || 'FROM pg_attribute WHERE attrelid = conrelid AND attname = ' || quote_literal(a.attname) || E');\\n'
    || CASE WHEN k.convalidated AND NOT k.connoinherit THEN
        '  IF made <> ' || quote_literal(k.conname) || E' THEN\\n    EXECUTE format(''ALTER TABLE '
        || replace(c.oid::regclass::text, '''', '''''') || ' RENAME CONSTRAINT %I TO %I'', made, '
        || quote_literal(k.conname) || E');\\n  END IF;'
        ELSE '  ALTER TABLE ' || w.only || ' ALTER ' || quote_ident(a.attname) || E' DROP NOT NULL;\\n'
        || '  ALTER TABLE ' || w.only || ' ADD CONSTRAINT ' || quote_ident(k.conname)
        || ' ' || pg_get_constraintdef(k.oid) || ';' END || E'\\nEND $$'
    || coalesce(E';\\nCOMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON ' || c.oid::regclass || ' IS '
        || quote_literal(obj_description(k.oid, 'pg_constraint')), ''), ''
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
CROSS JOIN LATERAL (SELECT CASE WHEN k.connoinherit THEN 'ONLY ' ELSE '' END || c.oid::regclass AS only) w
WHERE k.contype = 'n' AND k.conislocal AND NOT c.relispartition AND c.relkind IN ('r', 'p') AND {_MINE}
    AND (k.conname !~ '_not_null\\d*$' OR NOT k.convalidated OR k.connoinherit
        OR obj_description(k.oid, 'pg_constraint') IS NOT NULL)
"""


def _usual(label: str) -> str:
    """Whether an index is called as the server would, with a number behind it where that is taken."""
    name = made_name("c.relname", "w.columns", label)
    numbered = made_name("c.relname", "w.columns", f"{label}0")
    return (
        f"(i.relname = {name} OR i.relname ~ '\\d$' AND left(i.relname, -1) = left({numbered}, -1))"
    )


_PARTED = f"""
FROM pg_class i
JOIN pg_inherits h ON h.inhrelid = i.oid
JOIN pg_class p ON p.oid = h.inhparent
JOIN pg_index xi ON xi.indexrelid = i.oid
JOIN pg_index xp ON xp.indexrelid = p.oid
JOIN pg_class c ON c.oid = xi.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (SELECT string_agg(a.attname, '_' ORDER BY a.attnum) AS columns
    FROM pg_attribute a WHERE a.attrelid = i.oid AND a.attnum > 0) w
CROSS JOIN LATERAL (SELECT NOT xp.indisvalid AS made, xi.indisvalid AS valid, k.oid IS NOT NULL AS bound,
    CASE coalesce(k.contype, 'i') WHEN 'p' THEN i.relname ~ '_pkey\\d*$'
        AND left(c.relname, 57) = left(regexp_replace(i.relname, '_pkey\\d*$', ''), 57)
    WHEN 'u' THEN {_usual("key")} WHEN 'x' THEN {_usual("excl")} ELSE {_usual("idx")} END AS exact,
    i.relname !~ '_(idx|key|pkey|excl)\\d*$' AS own) x
"""

# an index of a partitioned table makes its parts under names of the server's own; one that lacks parts is
# made without any, and is given those that it has
_PARTS = f"""
SELECT 'parts of index ' || pg_partition_root(i.oid), string_agg(concat_ws(E';\\n',
    CASE WHEN x.made AND NOT x.bound THEN regexp_replace(regexp_replace(CASE WHEN x.valid
            THEN replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') ELSE pg_get_indexdef(i.oid) END,
            '^CREATE INDEX', 'CREATE INDEX IF NOT EXISTS'),
            '^CREATE UNIQUE INDEX', 'CREATE UNIQUE INDEX IF NOT EXISTS') END,
    CASE WHEN x.made THEN 'ALTER INDEX ' || p.oid::regclass || ' ATTACH PARTITION ' || i.oid::regclass END,
    CASE WHEN NOT x.made AND NOT x.exact THEN 'DO $$ DECLARE made regclass; BEGIN'
        || E'\\n  SELECT i.inhrelid INTO made FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid'
        || ' WHERE i.inhparent = ' || quote_literal(p.oid::regclass) || '::regclass AND x.indrelid = '
        || quote_literal(c.oid::regclass) || E'::regclass;\\n  IF made <> coalesce(to_regclass('
        || quote_literal(i.oid::regclass) || E'), 0) THEN\\n'
        || '    EXECUTE format(''ALTER INDEX %s RENAME TO %I'', made, ' || quote_literal(i.relname)
        || E');\\n  END IF;\\nEND $$' END,
    CASE WHEN i.reloptions IS DISTINCT FROM p.reloptions AND i.reloptions IS NOT NULL THEN
        'ALTER INDEX ' || i.oid::regclass || ' SET (' || array_to_string(i.reloptions, ', ') || ')' END,
    'COMMENT ON INDEX ' || i.oid::regclass || ' IS ' || quote_literal(obj_description(i.oid, 'pg_class'))),
    E';\\n' ORDER BY (SELECT count(*) FROM pg_partition_ancestors(i.oid)), i.oid::regclass::text), ''
{_PARTED}
WHERE i.relispartition AND {_MINE} AND (x.made OR x.own OR obj_description(i.oid, 'pg_class') IS NOT NULL
    OR i.reloptions IS DISTINCT FROM p.reloptions AND i.reloptions IS NOT NULL)
GROUP BY pg_partition_root(i.oid)
"""

CALLED = (_IDENTITIES, _REQUIRED, _PARTS)

LONG_AGO = f"""
SELECT (SELECT count(*) FROM pg_class s
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'i'
            AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class c ON c.oid = d.refobjid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE s.relkind = 'S' AND NOT c.relispartition AND {_MINE} AND s.relname ~ '_seq\\d*$'
            AND s.relname <> {made_name("c.relname", "a.attname", "seq")})
    + (SELECT count(*) FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'n' AND {_MINE} AND k.conname ~ '_not_null\\d*$' AND k.conislocal
            AND NOT c.relispartition AND k.conname <> {made_name("c.relname", "a.attname", "not_null")})
    + (SELECT count(*) {_PARTED} WHERE i.relispartition AND {_MINE} AND NOT (x.made OR x.own OR x.exact))
"""
"""How many names the server made of names of tables and columns that they have no more."""
