SELECT id,
    name
   FROM artist
