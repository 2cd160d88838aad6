CREATE OR REPLACE FUNCTION public.f(a text)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT a $function$
