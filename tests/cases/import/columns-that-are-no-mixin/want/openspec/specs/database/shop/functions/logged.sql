CREATE OR REPLACE FUNCTION public.logged()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO orders_log SELECT OLD.*;
  RETURN NEW;
END $function$
