CREATE OR REPLACE FUNCTION public.f(a actor)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT a.name $function$
