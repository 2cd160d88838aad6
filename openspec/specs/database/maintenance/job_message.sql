CREATE OR REPLACE FUNCTION job_message(problem text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$ SELECT left(coalesce(problem, 'done'), 200) $$
