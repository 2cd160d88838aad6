CREATE OR REPLACE FUNCTION public.is_code(text text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT text ~ '^[A-Z]'$function$
