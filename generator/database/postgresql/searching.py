"""Statements of what text search is made of: configurations, dictionaries, parsers, templates.

Each text is a query that gives the class of the object in the catalogs, its oid and its statement."""

from __future__ import annotations

from generator.database.postgresql.words import NOWHERE_ELSE

__all__ = ["OBJECTS"]

_CONFIGURATIONS = f"""
SELECT 'pg_ts_config'::regclass::oid, c.oid,
    'CREATE TEXT SEARCH CONFIGURATION ' || quote_ident(n.nspname) || '.' || quote_ident(c.cfgname)
    || ' (PARSER = ' || quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) || ')'
    || coalesce((SELECT string_agg(E';\\nALTER TEXT SEARCH CONFIGURATION ' || quote_ident(n.nspname) || '.'
            || quote_ident(c.cfgname) || ' ADD MAPPING FOR ' || m.token || ' WITH ' || m.dictionaries, ''
            ORDER BY m.token)
        FROM (SELECT t.alias AS token, string_agg(g.mapdict::regdictionary::text, ', ' ORDER BY g.mapseqno)
                AS dictionaries
            FROM pg_ts_config_map g JOIN ts_token_type(c.cfgparser) t ON t.tokid = g.maptokentype
            WHERE g.mapcfg = c.oid GROUP BY t.alias) m), '')
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE {NOWHERE_ELSE}
"""

_DICTIONARIES = f"""
SELECT 'pg_ts_dict'::regclass::oid, d.oid,
    'CREATE TEXT SEARCH DICTIONARY ' || quote_ident(n.nspname) || '.' || quote_ident(d.dictname)
    || ' (TEMPLATE = ' || quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname)
    || coalesce(', ' || d.dictinitoption, '') || ')'
FROM pg_ts_dict d
JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE {NOWHERE_ELSE}
"""

_PARSERS = f"""
SELECT 'pg_ts_parser'::regclass::oid, p.oid,
    'CREATE TEXT SEARCH PARSER ' || quote_ident(n.nspname) || '.' || quote_ident(p.prsname)
    || ' (START = ' || p.prsstart || ', GETTOKEN = ' || p.prstoken || ', END = ' || p.prsend
    || coalesce(', HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, '')
    || ', LEXTYPES = ' || p.prslextype || ')'
FROM pg_ts_parser p
JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE {NOWHERE_ELSE}
"""

_TEMPLATES = f"""
SELECT 'pg_ts_template'::regclass::oid, t.oid,
    'CREATE TEXT SEARCH TEMPLATE ' || quote_ident(n.nspname) || '.' || quote_ident(t.tmplname) || ' ('
    || concat_ws(', ', 'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, 'LEXIZE = ' || t.tmpllexize) || ')'
FROM pg_ts_template t
JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE {NOWHERE_ELSE}
"""

OBJECTS = (_CONFIGURATIONS, _DICTIONARIES, _PARSERS, _TEMPLATES)
