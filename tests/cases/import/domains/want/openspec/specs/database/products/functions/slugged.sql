CREATE OR REPLACE FUNCTION public.slugged()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.slug := lower(NEW.title);
  RETURN NEW;
END $function$
