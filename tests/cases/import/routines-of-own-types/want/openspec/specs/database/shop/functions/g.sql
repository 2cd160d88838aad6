CREATE OR REPLACE FUNCTION public.g(x anyelement, VARIADIC y anyarray)
 RETURNS anyelement
 LANGUAGE sql
AS $function$ SELECT x $function$
