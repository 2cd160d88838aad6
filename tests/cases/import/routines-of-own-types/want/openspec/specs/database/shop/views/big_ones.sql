SELECT id AS "The Id"
   FROM actor
