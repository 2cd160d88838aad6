"""Reads which functions the server would refuse to make again where nothing but the usual schemas is
searched, as their bodies were made while others were, or name what is gone.

Takes a session, gives the functions; the validators of their languages are asked, which change
nothing."""

from __future__ import annotations

from generator.database.postgresql.words import NOWHERE_ELSE, free
from generator.database.session import Session

__all__ = ["unchecked"]


def unchecked(session: Session) -> frozenset[int]:
    """Gives the oids of functions whose bodies the server refuses."""
    if not session.fetch(_ANY):
        return frozenset()
    session.fetch("SET LOCAL check_function_bodies = on")
    session.fetch(_ASK)
    ((found,),) = session.fetch("SELECT current_setting('gen.unchecked')")
    return frozenset(map(int, str(found).split()))


_OURS = f"""
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE l.lanname IN ('sql', 'plpgsql') AND {NOWHERE_ELSE} AND {free("pg_proc", "p.oid")}
"""

_ANY = f"SELECT 1 WHERE has_language_privilege('plpgsql', 'USAGE') AND EXISTS (SELECT {_OURS})"

# An exception ends each try, the good ones too: it takes back the settings that a function has of
# its own and that CREATE FUNCTION would have looked at its body with.
_ASK = f"""
DO $gen$
DECLARE
    one record;
    setting text;
    refused text := '';
BEGIN
    FOR one IN SELECT p.oid, p.proconfig AS settings, l.lanvalidator::regproc AS validator {_OURS} LOOP
        BEGIN
            FOREACH setting IN ARRAY coalesce(one.settings, '{{}}') LOOP
                PERFORM set_config(
                    split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), true);
            END LOOP;
            EXECUTE 'SELECT ' || one.validator || '(' || one.oid || ')';
            RAISE EXCEPTION USING ERRCODE = 'GEN00', MESSAGE = 'fine';
        EXCEPTION
            WHEN SQLSTATE 'GEN00' THEN NULL;
            WHEN OTHERS THEN refused := refused || ' ' || one.oid;
        END;
    END LOOP;
    PERFORM set_config('gen.unchecked', refused, true);
END $gen$
"""
