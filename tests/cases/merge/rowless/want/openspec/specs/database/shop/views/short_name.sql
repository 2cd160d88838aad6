SELECT name
   FROM called
