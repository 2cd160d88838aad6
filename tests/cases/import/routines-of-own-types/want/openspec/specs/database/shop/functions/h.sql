CREATE OR REPLACE FUNCTION public.h(INOUT x anyrange, OUT y anyelement)
 RETURNS record
 LANGUAGE sql
AS $function$ SELECT x, lower(x) $function$
