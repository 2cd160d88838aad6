CREATE OR REPLACE AGGREGATE public.agg(actor) (
    SFUNC = array_append,
    STYPE = actor[],
    INITCOND = '{}'
)
