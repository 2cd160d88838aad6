CREATE OR REPLACE PROCEDURE public."Do It"(IN a actor)
 LANGUAGE sql
AS $procedure$ SELECT 1 $procedure$
