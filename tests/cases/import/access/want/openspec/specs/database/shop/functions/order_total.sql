CREATE OR REPLACE FUNCTION public."orderTotal"(buyer character varying, at_least integer)
 RETURNS integer
 LANGUAGE sql
AS $function$ SELECT 1 $function$
