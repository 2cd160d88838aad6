"""Statements of objects that have no class of their own, put together where the server has none to give.

Each text is a query that gives the class of the object in the catalogs, its oid and its statement."""

from __future__ import annotations

from generator.database.postgresql.words import NOWHERE_ELSE

__all__ = ["OBJECTS", "OPTIONS"]


def _name(schema: str, name: str) -> str:
    return f"quote_ident({schema}) || '.' || quote_ident({name})"


OPTIONS = """coalesce((SELECT ' OPTIONS (' || string_agg(quote_ident(option_name) || ' '
    || quote_literal(option_value), ', ' ORDER BY option_name) || ')'
    FROM pg_options_to_table({}) WHERE option_name NOT IN ('password', 'passcode', 'passfile')), '')"""
"""Options of foreign data; secrets stay out."""

_RANGES = f"""
SELECT 'pg_type'::regclass::oid, t.oid,
    'CREATE TYPE ' || t.oid::regtype || ' AS RANGE (' || concat_ws(', ',
        'subtype = ' || format_type(r.rngsubtype, NULL),
        'subtype_opclass = ' || CASE WHEN NOT o.opcdefault THEN o.opcname END,
        'collation = ' || nullif(r.rngcollation, 0)::regcollation,
        'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc,
        'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
        'multirange_type_name = ' || r.rngmultitypid::regtype) || ')'
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_opclass o ON o.oid = r.rngsubopc
WHERE {NOWHERE_ELSE}
"""

# a type of one's own in C comes with the functions that it is read and written by, which are made of it;
# the shell of one is a type, too
_BASES = f"""
SELECT 'pg_type'::regclass::oid, t.oid, 'CREATE TYPE ' || t.oid::regtype
    || CASE WHEN NOT t.typisdefined THEN '' ELSE E';\\n' || (
        SELECT coalesce(string_agg(rtrim(pg_get_functiondef(p.oid)) || E';\\n', '' ORDER BY p.oid), '')
        FROM pg_proc p
        WHERE p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout,
            t.typanalyze, (to_jsonb(t) ->> 'typsubscript')::regproc)
            AND p.pronamespace <> 'pg_catalog'::regnamespace)
    || 'CREATE TYPE ' || t.oid::regtype || ' (' || concat_ws(', ',
        'INPUT = ' || t.typinput, 'OUTPUT = ' || t.typoutput,
        'RECEIVE = ' || nullif(t.typreceive, 0), 'SEND = ' || nullif(t.typsend, 0),
        'TYPMOD_IN = ' || nullif(t.typmodin, 0), 'TYPMOD_OUT = ' || nullif(t.typmodout, 0),
        'ANALYZE = ' || nullif(t.typanalyze, 0),
        'SUBSCRIPT = ' || nullif((to_jsonb(t) ->> 'typsubscript')::regproc, 0),
        'INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END,
        CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
        'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double'
            ELSE 'int4' END,
        'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
            WHEN 'm' THEN 'main' ELSE 'extended' END,
        'CATEGORY = ' || quote_literal(t.typcategory::text),
        CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
        'DEFAULT = ' || quote_literal(t.typdefault),
        'ELEMENT = ' || format_type(nullif(t.typelem, 0), NULL),
        CASE WHEN t.typdelim <> ',' THEN 'DELIMITER = ' || quote_literal(t.typdelim::text) END,
        CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END) || ')' END
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('b', 'p') AND {NOWHERE_ELSE}
    AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
"""

_RULES = f"""
SELECT 'pg_rewrite'::regclass::oid, r.oid, rtrim(pg_get_ruledef(r.oid, true), ';')
    || CASE r.ev_enabled WHEN 'O' THEN '' ELSE E';\\nALTER TABLE ' || c.oid::regclass || CASE r.ev_enabled
        WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' RULE '
        || quote_ident(r.rulename) END
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {NOWHERE_ELSE} AND NOT EXISTS (SELECT FROM pg_depend e
    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
"""

_EVENT_TRIGGERS = """
SELECT 'pg_event_trigger'::regclass::oid, v.oid,
    'CREATE EVENT TRIGGER ' || quote_ident(v.evtname) || ' ON ' || v.evtevent
    || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(v.evttags) tag)
        || ')', '')
    || ' EXECUTE FUNCTION ' || v.evtfoid::regproc || '()'
    || CASE v.evtenabled WHEN 'O' THEN '' ELSE E';\\nALTER EVENT TRIGGER ' || quote_ident(v.evtname)
        || CASE v.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA'
            ELSE ' ENABLE ALWAYS' END END
FROM pg_event_trigger v
"""

_STATISTICS = f"""
SELECT 'pg_statistic_ext'::regclass::oid, s.oid, pg_get_statisticsobjdef(s.oid)
    || CASE WHEN coalesce(s.stxstattarget, -1) < 0 THEN '' ELSE E';\\nALTER STATISTICS '
        || {_name("n.nspname", "s.stxname")} || ' SET STATISTICS ' || s.stxstattarget END
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE {NOWHERE_ELSE}
"""

_CASTS = """
SELECT 'pg_cast'::regclass::oid, c.oid,
    'CREATE CAST (' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')'
    || CASE c.castmethod WHEN 'f' THEN ' WITH FUNCTION ' || c.castfunc::regprocedure
        WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END
    || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
FROM pg_cast c
WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_range r -- it comes with the range type
    WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)
"""

_COLLATIONS = f"""
SELECT 'pg_collation'::regclass::oid, c.oid,
    'CREATE COLLATION IF NOT EXISTS ' || {_name("n.nspname", "c.collname")} || ' (' || concat_ws(', ',
        'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
        'locale = ' || quote_literal(coalesce(w.j ->> 'colllocale', w.j ->> 'colliculocale',
            CASE WHEN c.collcollate = c.collctype THEN c.collcollate END,
            CASE WHEN c.collprovider = 'i' THEN c.collcollate END)),
        'lc_collate = ' || CASE WHEN c.collcollate <> c.collctype THEN quote_literal(c.collcollate) END,
        'lc_ctype = ' || CASE WHEN c.collcollate <> c.collctype THEN quote_literal(c.collctype) END,
        'rules = ' || quote_literal(w.j ->> 'collicurules'),
        CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END) || ')'
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
CROSS JOIN LATERAL (SELECT to_jsonb(c) AS j) w
WHERE {NOWHERE_ELSE}
"""

_CONVERSIONS = f"""
SELECT 'pg_conversion'::regclass::oid, c.oid,
    'CREATE ' || CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION '
    || {_name("n.nspname", "c.conname")} || ' FOR ' || quote_literal(pg_encoding_to_char(c.conforencoding))
    || ' TO ' || quote_literal(pg_encoding_to_char(c.contoencoding)) || ' FROM ' || c.conproc
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE {NOWHERE_ELSE}
"""

_LANGUAGES = """
SELECT 'pg_language'::regclass::oid, l.oid,
    'CREATE OR REPLACE ' || CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE '
    || quote_ident(l.lanname) || ' HANDLER ' || l.lanplcallfoid::regproc
    || coalesce(' INLINE ' || nullif(l.laninline, 0)::regproc, '')
    || coalesce(' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc, '')
FROM pg_language l
WHERE l.oid >= 16384
"""

_ACCESS_METHODS = """
SELECT 'pg_am'::regclass::oid, a.oid, 'CREATE ACCESS METHOD ' || quote_ident(a.amname) || ' TYPE '
    || CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END || ' HANDLER ' || a.amhandler
FROM pg_am a
WHERE a.oid >= 16384
"""

_TRANSFORMS = """
SELECT 'pg_transform'::regclass::oid, t.oid,
    'CREATE TRANSFORM FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname)
    || ' (' || concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
        'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure) || ')'
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
"""

_OPERATORS = f"""
SELECT 'pg_operator'::regclass::oid, o.oid, CASE WHEN o.oprcode::oid = 0 THEN '' ELSE
    'CREATE OPERATOR ' || quote_ident(n.nspname) || '.' || o.oprname || ' (' || concat_ws(', ',
        'FUNCTION = ' || o.oprcode,
        'LEFTARG = ' || format_type(nullif(o.oprleft, 0), NULL),
        'RIGHTARG = ' || format_type(nullif(o.oprright, 0), NULL),
        'COMMUTATOR = OPERATOR(' || quote_ident(cn.nspname) || '.' || c.oprname || ')',
        'NEGATOR = OPERATOR(' || quote_ident(nn.nspname) || '.' || g.oprname || ')',
        'RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc,
        'JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc,
        CASE WHEN o.oprcanhash THEN 'HASHES' END,
        CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')' END
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator g ON g.oid = o.oprnegate
LEFT JOIN pg_namespace nn ON nn.oid = g.oprnamespace
WHERE {NOWHERE_ELSE}
"""


def _members(owner: str, oid: str, kind: str) -> str:
    """Gives the operators and functions of an operator class or family, as they are added to it."""
    types = "format_type({0}, NULL) || ', ' || format_type({1}, NULL)"
    return f"""
    SELECT string_agg(m.text, ', ' ORDER BY m.text)
    FROM (
        SELECT 'OPERATOR ' || a.amopstrategy || ' ' || a.amopopr::regoperator
            || CASE a.amoppurpose WHEN 'o' THEN ' FOR ORDER BY ' || a.amopsortfamily::text ELSE '' END AS text
        FROM pg_amop a
        JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = a.oid
            AND d.refclassid = '{owner}'::regclass AND d.refobjid = {oid} AND d.deptype = '{kind}'
        UNION ALL
        SELECT 'FUNCTION ' || p.amprocnum || ' ('
            || {types.format("p.amproclefttype", "p.amprocrighttype")} || ') '
            || p.amproc::regprocedure
        FROM pg_amproc p
        JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = p.oid
            AND d.refclassid = '{owner}'::regclass AND d.refobjid = {oid} AND d.deptype = '{kind}'
    ) m"""


_FAMILIES = f"""
SELECT 'pg_opfamily'::regclass::oid, f.oid,
    'CREATE OPERATOR FAMILY ' || {_name("n.nspname", "f.opfname")} || ' USING ' || quote_ident(m.amname)
    || coalesce(E';\\nALTER OPERATOR FAMILY ' || {_name("n.nspname", "f.opfname")} || ' USING '
        || quote_ident(m.amname) || ' ADD ' || ({_members("pg_opfamily", "f.oid", "a")}), '')
FROM pg_opfamily f
JOIN pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_am m ON m.oid = f.opfmethod
WHERE {NOWHERE_ELSE}
"""

_CLASSES = f"""
SELECT 'pg_opclass'::regclass::oid, c.oid,
    'CREATE OPERATOR CLASS ' || {_name("n.nspname", "c.opcname")}
    || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR TYPE ' || format_type(c.opcintype, NULL)
    || ' USING ' || quote_ident(m.amname) || ' FAMILY ' || {_name("fn.nspname", "f.opfname")} || ' AS '
    || concat_ws(', ', ({_members("pg_opclass", "c.oid", "i")}),
        'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL))
FROM pg_opclass c
JOIN pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_am m ON m.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE {NOWHERE_ELSE}
"""

_WRAPPERS = f"""
SELECT 'pg_foreign_data_wrapper'::regclass::oid, w.oid,
    'CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
    || coalesce(' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, '')
    || coalesce(' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, '') || {OPTIONS.format("w.fdwoptions")}
FROM pg_foreign_data_wrapper w
"""

_SERVERS = f"""
SELECT 'pg_foreign_server'::regclass::oid, s.oid,
    'CREATE SERVER IF NOT EXISTS ' || quote_ident(s.srvname) ||
    coalesce(' TYPE ' || quote_literal(s.srvtype), '')
    || coalesce(' VERSION ' || quote_literal(s.srvversion), '') || ' FOREIGN DATA WRAPPER '
    || quote_ident(w.fdwname) || {OPTIONS.format("s.srvoptions")}
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
"""

_MAPPINGS = f"""
SELECT 'pg_user_mapping'::regclass::oid, m.umid,
    'CREATE USER MAPPING IF NOT EXISTS FOR '
    || CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END
    || ' SERVER ' || quote_ident(m.srvname) || {OPTIONS.format("m.umoptions")}
FROM pg_user_mappings m
"""

_FOREIGN_TABLES = f"""
SELECT 'pg_class'::regclass::oid, c.oid,
    'CREATE FOREIGN TABLE IF NOT EXISTS ' || {_name("n.nspname", "c.relname")}
    || coalesce(' PARTITION OF ' || CASE WHEN c.relispartition THEN p.parents END, '')
    || CASE WHEN c.relispartition THEN '' ELSE ' (' || concat_ws(', ', (
        SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
            || {OPTIONS.format("a.attfdwoptions")}
            || CASE WHEN d.oid IS NULL THEN '' WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS ('
                || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY a.attnum)
        FROM pg_attribute a
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attislocal), (
        SELECT string_agg('CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid),
            ', ' ORDER BY k.conname)
        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conislocal)) || ')' END
    || coalesce(' INHERITS (' || CASE WHEN NOT c.relispartition THEN p.parents END || ')', '')
    || coalesce(' ' || pg_get_expr(c.relpartbound, c.oid), '')
    || ' SERVER ' || quote_ident(s.srvname) || {OPTIONS.format("f.ftoptions")}
FROM pg_foreign_table f
JOIN pg_class c ON c.oid = f.ftrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_foreign_server s ON s.oid = f.ftserver
LEFT JOIN LATERAL (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) AS parents
    FROM pg_inherits i WHERE i.inhrelid = c.oid) p ON true
WHERE {NOWHERE_ELSE}
"""

# what newer versions have (columns, conditions, schemas) is asked of the rows as JSON
_PUBLICATIONS = """
SELECT 'pg_publication'::regclass::oid, p.oid,
    'CREATE PUBLICATION ' || quote_ident(p.pubname)
    || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ', (
        SELECT 'TABLE ' || string_agg('ONLY ' || r.prrelid::regclass
            || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '')
            || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', ''), ', '
            ORDER BY r.prrelid::regclass::text)
        FROM pg_publication_rel r WHERE r.prpubid = p.oid HAVING count(*) > 0), (
        SELECT string_agg('TABLES IN SCHEMA ' || quote_ident(sn.nspname), ', ' ORDER BY sn.nspname)
        FROM pg_publication_namespace s JOIN pg_namespace sn ON sn.oid = s.pnnspid
        WHERE s.pnpubid = p.oid)), ''), '') END
    || ' WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
        CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
        CASE WHEN p.pubtruncate THEN 'truncate' END))
    || CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END || ')'
FROM pg_publication p
"""

# kinds that came with a newer server than anybody here knows
_UNKNOWN = """
SELECT DISTINCT d.classid, d.objid, ''
FROM pg_depend d
WHERE d.objid >= 16384 AND d.objsubid = 0 AND d.deptype <> 'i'
    AND d.classid NOT IN (SELECT unnest(ARRAY['pg_class', 'pg_attrdef', 'pg_constraint', 'pg_type', 'pg_proc',
        'pg_rewrite', 'pg_trigger', 'pg_policy', 'pg_namespace', 'pg_extension', 'pg_cast', 'pg_collation',
        'pg_conversion', 'pg_language', 'pg_am', 'pg_transform', 'pg_operator', 'pg_opfamily', 'pg_opclass',
        'pg_amop', 'pg_amproc', 'pg_foreign_data_wrapper', 'pg_foreign_server', 'pg_user_mapping',
        'pg_publication', 'pg_publication_rel', 'pg_publication_namespace', 'pg_statistic_ext',
        'pg_event_trigger', 'pg_default_acl', 'pg_ts_config', 'pg_ts_dict', 'pg_ts_parser', 'pg_ts_template',
        'pg_largeobject', 'pg_subscription']::regclass[]))
"""

OBJECTS = (
    *(_RANGES, _BASES, _RULES, _EVENT_TRIGGERS, _STATISTICS, _CASTS, _COLLATIONS, _CONVERSIONS),
    *(
        _LANGUAGES,
        _ACCESS_METHODS,
        _TRANSFORMS,
        _OPERATORS,
        _FAMILIES,
        _CLASSES,
        _WRAPPERS,
        _SERVERS,
    ),
    *(_MAPPINGS, _FOREIGN_TABLES, _PUBLICATIONS, _UNKNOWN),
)
